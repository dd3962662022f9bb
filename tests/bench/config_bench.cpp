// Reading a configuration with 1,000 pools, as an operator's edit does, and writing it back.
#include "config/parse.h"
#include "config/render.h"

#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>

namespace herald::config {
namespace {

// Each pool with a block, a range and a selector: 7 lines.
std::string text_with_pools(int count) {
  std::string text = "address-pools:\n";
  for (int i = 0; i < count; ++i) {
    const std::string prefix = "10." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    text += "- name: pool-" + std::to_string(i) + "\n  protocol: layer2\n  addresses:\n  - " + prefix +
            ".0/25\n  - " + prefix + ".128-" + prefix + ".200\n  namespaces: [team-" + std::to_string(i) +
            "]\n";
  }
  return text;
}

void parse_pools(benchmark::State& state) {
  const std::string text = text_with_pools(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto parsed = parse(text);
    if (!parsed) std::abort();
    benchmark::DoNotOptimize(parsed);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(parse_pools)->Arg(10)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

void render_pools(benchmark::State& state) {
  const Config config = parse(text_with_pools(static_cast<int>(state.range(0))))->config;
  for (auto _ : state)
    benchmark::DoNotOptimize(render(config));
}
BENCHMARK(render_pools)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace herald::config
