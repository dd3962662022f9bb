// The files that people copy from.
#include "config/parse.h"
#include "config/parse_yaml.h"
#include "config/render.h"
#include "tests/unit/config/samples.h"

#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace herald::config {
namespace {

std::string_view text_at(const RawNode& node, std::string_view key) {
  const RawMember* const member = node.find(key);
  return member == nullptr ? "" : std::string_view(member->value->text);
}

TEST(Examples, TheSeedIsTheSeed) {
  Report report;
  const auto manifest = parse_yaml(example("seed-cluster.yaml"), {}, report);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(text_at(*manifest->root(), "kind"), "ConfigMap");
  const RawNode& metadata = *manifest->root()->find("metadata")->value;
  EXPECT_EQ(text_at(metadata, "namespace"), "metallb-system");
  EXPECT_EQ(text_at(metadata, "name"), "config");
  EXPECT_EQ(full_sample("seed-cluster.yaml"),
            "address-pools:\n"
            "- name: my-ip-space\n"
            "  protocol: layer2\n"
            "  addresses:\n"
            "  - 192.168.23.220-192.168.23.223\n");
}

TEST(Examples, AreValidAndWithoutWarnings) {
  for (const std::string_view file : {"seed-cluster.yaml", "legacy-full.yaml", "herald-full.yaml"}) {
    const auto parsed = parse(full_sample(file));
    ASSERT_TRUE(parsed) << file << ": " << parsed.error().front().to_string();
    EXPECT_TRUE(parsed->warnings.empty()) << file << ": " << parsed->warnings.front().to_string();
    EXPECT_EQ(parse(render(parsed->config))->config, parsed->config);
  }
}

// A text in which every object has an unknown key, so that the advice lists the known ones.
constexpr std::string_view kUnknownEverywhere = R"(
qqqqqqqq: 1
peers:
- qqqqqqqq: 1
  node-selectors: [{qqqqqqqq: 1, match-expressions: [{qqqqqqqq: 1}]}]
  graceful-restart: {qqqqqqqq: 1}
  password-secret: {qqqqqqqq: 1}
bfd-profiles: [{qqqqqqqq: 1}]
address-pools: [{qqqqqqqq: 1, bgp-advertisements: [{qqqqqqqq: 1}]}]
layer2: {qqqqqqqq: 1}
)";

std::set<std::string> every_known_key() {
  constexpr std::string_view kList = "the keys here are ";
  std::set<std::string> keys;
  const auto refused = parse(kUnknownEverywhere);
  for (const Diagnostic& diagnostic : refused.error()) {
    const std::size_t list = diagnostic.message.find(kList);
    if (list == std::string::npos) continue;
    std::istringstream words(diagnostic.message.substr(list + kList.size()));
    for (std::string word; words >> word;) {
      if (word.back() == ',') word.pop_back();
      if (word != "and") keys.insert(word);
    }
  }
  return keys;
}

TEST(Examples, TheFullOneHasEveryKeyOfTheGrammar) {
  const std::string text = "\n" + full_sample("herald-full.yaml");
  const std::set<std::string> keys = every_known_key();
  EXPECT_GE(keys.size(), 59U);
  for (const std::string& key : keys) {
    const bool is_there =
        text.find(" " + key + ":") != std::string::npos || text.find("\n" + key + ":") != std::string::npos;
    EXPECT_TRUE(is_there) << key;
  }
}

struct ExpectedService {
  std::string_view name;
  std::string_view type;
  std::string_view cluster_ip;
  std::string_view ports;
};

constexpr ExpectedService kServices[] = {
    {"grafana", "ClusterIP", "10.233.0.132", "3000/TCP"},
    {"istio-citadel", "ClusterIP", "10.233.0.188", "8060/TCP 15014/TCP"},
    {"istio-egressgateway", "ClusterIP", "10.233.22.0", "80/TCP 443/TCP 15443/TCP"},
    {"istio-galley", "ClusterIP", "10.233.10.188", "443/TCP 15014/TCP 9901/TCP"},
    {"istio-ingressgateway", "LoadBalancer", "10.233.55.135",
     "80:31380/TCP 443:31390/TCP 31400:31400/TCP 15029:30053/TCP 15030:30604/TCP 15031:31573/TCP "
     "15032:32389/TCP "
     "15443:30979/TCP 15020:30274/TCP"},
    {"istio-pilot", "ClusterIP", "10.233.42.68", "15010/TCP 15011/TCP 8080/TCP 15014/TCP"},
    {"istio-policy", "ClusterIP", "10.233.9.78", "9091/TCP 15004/TCP 15014/TCP"},
    {"istio-sidecar-injector", "ClusterIP", "10.233.60.127", "443/TCP"},
    {"istio-telemetry", "ClusterIP", "10.233.44.97", "9091/TCP 15004/TCP 15014/TCP 42422/TCP"},
    {"jaeger-agent", "ClusterIP", "None", "5775/UDP 6831/UDP 6832/UDP"},
    {"jaeger-collector", "ClusterIP", "10.233.17.118", "14267/TCP 14268/TCP"},
    {"jaeger-query", "ClusterIP", "10.233.29.228", "16686/TCP"},
    {"kiali", "ClusterIP", "10.233.24.246", "20001/TCP"},
    {"prometheus", "ClusterIP", "10.233.60.179", "9090/TCP"},
    {"tracing", "ClusterIP", "10.233.28.115", "80/TCP"},
    {"zipkin", "ClusterIP", "10.233.11.135", "9411/TCP"},
};

std::string ports_of(const RawNode& spec) {
  std::string out;
  for (const RawNode* const port : spec.find("ports")->value->items) {
    const std::string node_port(text_at(*port, "nodePort"));
    if (!out.empty()) out += " ";
    out += std::string(text_at(*port, "port")) + (node_port.empty() ? "" : ":" + node_port) + "/" +
           std::string(text_at(*port, "protocol"));
  }
  return out;
}

TEST(Examples, TheServicesAreThoseOfTheFirstCluster) {
  std::string text = example("seed-services.yaml");
  for (const ExpectedService& expected : kServices) {
    const std::size_t end = text.find("\n---\n");
    Report report;
    const auto manifest = parse_yaml(text.substr(0, end), {}, report);
    ASSERT_TRUE(manifest) << report.errors().front().to_string();
    text.erase(0, end == std::string::npos ? end : end + 5);

    const RawNode& root = *manifest->root();
    EXPECT_EQ(text_at(root, "kind"), "Service");
    EXPECT_EQ(text_at(root, "apiVersion"), "v1");
    EXPECT_EQ(text_at(*root.find("metadata")->value, "name"), expected.name);
    EXPECT_EQ(text_at(*root.find("metadata")->value, "namespace"), "istio-system");
    const RawNode& spec = *root.find("spec")->value;
    EXPECT_EQ(text_at(spec, "type"), expected.type) << expected.name;
    EXPECT_EQ(text_at(spec, "clusterIP"), expected.cluster_ip) << expected.name;
    EXPECT_EQ(ports_of(spec), expected.ports) << expected.name;
  }
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace herald::config
