#include "lab/apiserver/service_numbers.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

constexpr int kRandomTries = 64;

template <class Key>
void add(std::map<Key, int>& counts, const Key& key, int step) {
  if ((counts[key] += step) <= 0) counts.erase(key);
}

}  // namespace

std::optional<net::IpAddress> ServiceNumbers::free_address(net::Family family) {
  const auto range = std::find_if(ranges_.begin(), ranges_.end(),
                                  [&](const net::Cidr& one) { return one.family() == family; });
  if (range == ranges_.end()) return std::nullopt;
  const int host_bits = std::min(range->address().bits() - range->prefix_length(), 30);
  const std::uint64_t size = std::uint64_t{1} << host_bits;
  if (size < 4) return std::nullopt;
  // Neither the network's first address (nor the second: the API server's own Service) nor its last.
  const auto number = [&](std::uint64_t i) {
    return net::IpAddress::of(family, range->address().value() + 2 + i);
  };
  const std::uint64_t usable = size - 3;
  for (int i = 0; i < kRandomTries; ++i) {
    if (const auto address = number(random_.below(usable)); !in_use(address)) return address;
  }
  for (std::uint64_t i = 0; i < usable; ++i) {
    if (!in_use(number(i))) return number(i);
  }
  return std::nullopt;
}

std::optional<int> ServiceNumbers::free_port(const std::set<int>& also_taken) {
  constexpr std::uint64_t kPorts = kLastNodePort - kFirstNodePort + 1;
  const auto is_free = [&](int port) { return !in_use(port) && !also_taken.contains(port); };
  for (int i = 0; i < kRandomTries; ++i) {
    if (const int port = kFirstNodePort + static_cast<int>(random_.below(kPorts)); is_free(port)) return port;
  }
  for (int port = kFirstNodePort; port <= kLastNodePort; ++port) {
    if (is_free(port)) return port;
  }
  return std::nullopt;
}

void ServiceNumbers::observe(const json::object* before, const json::object* after) {
  if (after != nullptr) count(*after, 1);
  if (before != nullptr) count(*before, -1);
}

void ServiceNumbers::count(const json::object& service, int step) {
  for (const json::value& one : list_at(service, "spec.clusterIPs")) {
    if (const auto address = net::IpAddress::parse(as_text(one))) add(addresses_, *address, step);
  }
  std::set<int> ports;  // two protocols of one Service may share a number
  for (const json::value& port : list_at(service, "spec.ports"))
    ports.insert(static_cast<int>(number_at(as_object(port), "nodePort").value_or(0)));
  ports.insert(static_cast<int>(number_at(service, "spec.healthCheckNodePort").value_or(0)));
  ports.erase(0);
  for (const int port : ports)
    add(ports_, port, step);
}

}  // namespace herald::apiserver
