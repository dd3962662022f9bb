// How fast what an API server says becomes what Herald thinks in: 10,000 Services of 3 KB, as one list in the
// pieces that a connection brings, and single watch events.
#include "kube/decode.h"
#include "kube/decode_list.h"
#include "kube/decode_watch.h"

#include <cstddef>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

namespace herald::kube {
namespace {

constexpr std::size_t kServices = 10'000;
constexpr std::size_t kPiece = 16 << 10;  // one TLS record

// About 3 KB, most of it what nobody here reads, as in real clusters.
std::string service(std::size_t number) {
  const std::string n = std::to_string(number);
  std::string managed;
  while (managed.size() < 2200) {
    managed += (managed.empty() ? "" : ",") +
               std::string(R"("k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{},)") +
               R"("f:nodePort":{},"f:port":{},"f:protocol":{},"f:targetPort":{},"f:x)" +
               std::to_string(managed.size()) + "\":{}}";
  }
  return R"({"metadata":{"name":"service-)" + n +
         R"(","namespace":"shop","uid":"4799b3b2-b183-41f3-b586-39a119a7870b",)"
         R"("resourceVersion":")" +
         n +
         R"(","creationTimestamp":"2026-11-20T10:44:03Z","labels":{"app":"a","tier":"b"},)"
         R"("annotations":{"lb.herald/pool":"p"},"managedFields":[{"manager":"m","fieldsV1":{"f:spec":{)" +
         managed +
         R"(}}}]},"spec":{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":80,"nodePort":31380},)"
         R"({"name":"https","protocol":"TCP","port":443,"targetPort":443,"nodePort":31390}],"selector":{"app":"a"},)"
         R"("clusterIP":"10.103.60.16","clusterIPs":["10.103.60.16"],"type":"LoadBalancer","sessionAffinity":"None",)"
         R"("externalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{"ingress":[{"ip":"192.168.23.220"}]},)"
         R"("conditions":[{"type":"lb.herald/Assigned","status":"True","reason":"Assigned","message":"m"}]}})";
}

std::string list() {
  std::string text =
      R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[)";
  for (std::size_t i = 0; i < kServices; ++i)
    text += (i == 0 ? "" : ",") + service(i);
  return text + "]}";
}

template <class Use>
std::size_t cut_list(std::string_view text, Use&& use) {
  ListCutter cutter;
  while (!text.empty()) {
    std::string_view piece = text.substr(0, kPiece);
    text.remove_prefix(piece.size());
    while (const auto item = cutter.next(piece))
      use(*item);
  }
  return cutter.high_water();
}

void report(benchmark::State& state, const std::string& text, std::size_t high_water) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.counters["bytes_held"] = static_cast<double>(high_water);
}

void cut_10000_services(benchmark::State& state) {
  const std::string text = list();
  std::size_t high_water = 0;
  for (auto _ : state)
    high_water = cut_list(text, [](std::string_view item) { benchmark::DoNotOptimize(item.data()); });
  report(state, text, high_water);
}
BENCHMARK(cut_10000_services)->Unit(benchmark::kMillisecond);

void list_10000_services(benchmark::State& state) {
  const std::string text = list();
  Scratch scratch;
  std::size_t high_water = 0;
  for (auto _ : state) {
    high_water = cut_list(text, [&](std::string_view item) {
      auto service = decode<model::Service>(item, scratch);
      if (!service) state.SkipWithError("does not decode");
      benchmark::DoNotOptimize(service);
    });
  }
  report(state, text, high_water);
}
BENCHMARK(list_10000_services)->Unit(benchmark::kMillisecond);

void watch_event(benchmark::State& state) {
  const std::string line = R"({"type":"MODIFIED","object":)" + service(7) + "}";
  Scratch scratch;
  for (auto _ : state) {
    const auto frame = split_watch_event(line);
    auto service = decode<model::Service>(frame->object, scratch);
    benchmark::DoNotOptimize(service);
  }
  report(state, line, 0);
}
BENCHMARK(watch_event)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace herald::kube
