// The cluster IPs and node ports in use, and the choice of free ones.
#pragma once

#include "core/base/random.h"
#include "core/net/cidr.h"
#include "lab/apiserver/json.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::apiserver {

inline constexpr int kFirstNodePort = 30000;
inline constexpr int kLastNodePort = 32767;

class ServiceNumbers {
 public:
  // The first range gives a Service its primary family.
  ServiceNumbers(std::vector<net::Cidr> ranges, std::uint64_t seed)
      : ranges_(std::move(ranges)), random_(seed) {}

  [[nodiscard]] const std::vector<net::Cidr>& ranges() const { return ranges_; }
  [[nodiscard]] bool in_use(net::IpAddress address) const { return addresses_.contains(address); }
  [[nodiscard]] bool in_use(int node_port) const { return ports_.contains(node_port); }

  // Random, as a real server chooses, so that nobody comes to rely on an order. Nothing when all are taken.
  [[nodiscard]] std::optional<net::IpAddress> free_address(net::Family family);
  [[nodiscard]] std::optional<int> free_port(const std::set<int>& also_taken);

  // A stored Service changed from one to the other; either may be null.
  void observe(const json::object* before, const json::object* after);

 private:
  void count(const json::object& service, int step);

  std::vector<net::Cidr> ranges_;
  Random random_;
  std::map<net::IpAddress, int> addresses_;  // how many Services hold it
  std::map<int, int> ports_;
};

}  // namespace herald::apiserver
