// Things of a cluster, made with one line.
#pragma once

#include "config/config.h"
#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "speaker/events.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace herald::speaker::bench {

inline net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

inline model::Service service(const std::string& name, const std::vector<std::string>& addresses,
                              model::TrafficPolicy policy = model::TrafficPolicy::cluster) {
  model::Service made;
  made.key = {"shop", name};
  made.uid = "uid-" + name;
  made.is_load_balancer = true;
  made.traffic_policy = policy;
  for (const std::string& address : addresses)
    made.ingress.push_back(ip(address));
  return made;
}

enum class Grade { ready, leaving, unready };

inline model::Endpoint endpoint(const std::string& node, Grade grade = Grade::ready,
                                const std::string& address = "10.244.0.1") {
  return {.address = ip(address),
          .node = node,
          .ready = grade == Grade::ready,
          .serving = grade != Grade::unready,
          .terminating = grade == Grade::leaving};
}

// The one slice of a Service.
inline EndpointsChanged endpoints(const std::string& service, std::vector<model::Endpoint> all) {
  return {.slice = {"shop", service + "-1"},
          .endpoints = {.service = {"shop", service}, .endpoints = std::move(all)}};
}

inline model::Node node(const std::string& name, model::Labels labels = {}) {
  model::Node made;
  made.name = name;
  made.labels = std::move(labels);
  made.ready = true;
  return made;
}

inline config::Pool pool(const std::string& name, const std::string& cidr,
                         config::Protocol protocol = config::Protocol::layer2) {
  config::Pool made;
  made.spec.name = name;
  made.spec.addresses.emplace_back(*net::Cidr::parse(cidr));
  made.protocol = protocol;
  return made;
}

inline std::shared_ptr<const config::Config> config_of(std::vector<config::Pool> pools) {
  auto made = std::make_shared<config::Config>();
  made->pools = std::move(pools);
  return made;
}

inline model::LabelSelector selector(const std::string& key, const std::string& value) {
  model::LabelSelector made;
  made.match_labels[key] = value;
  return made;
}

// As a speaker on `node` says of itself.
inline kube::SpeakerReport speaker(const std::string& node, std::uint64_t incarnation = 1) {
  kube::SpeakerReport made;
  made.member = {.node = node,
                 .incarnation = own::Incarnation(incarnation),
                 .address = ip("192.0.2." + std::to_string(node.back() % 100)),  // "a": 97
                 .port = 7947};
  return made;
}

inline LeaseChanged lease(const std::string& node, std::int64_t renewed) {
  return {.name = "speaker-" + node, .renewed = kube::UnixMicros(renewed), .report = speaker(node)};
}

}  // namespace herald::speaker::bench
