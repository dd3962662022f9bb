// Who used addresses on a lab's LAN, and when: what arp_watch saw from the client, and what follows from it.
// Nodes are known by their hardware addresses.
#pragma once

#include "tests/integration/e2e/lab.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace herald::e2e {

using std::chrono::milliseconds;

struct ArpSeen {
  double at = 0;  // seconds since 1970
  bool announced = false;
  std::string node;
  std::string address;
};

class ArpRecord {
 public:
  ArpRecord() = default;
  explicit ArpRecord(std::vector<ArpSeen> seen);  // in the order of time

  [[nodiscard]] const std::vector<ArpSeen>& all() const { return seen_; }
  // Of that time, both ends included; to the end without the other.
  [[nodiscard]] ArpRecord between(double from, double to = 1e18) const;

  using Users = std::map<std::string, std::set<std::string>>;  // address -> nodes
  [[nodiscard]] Users users() const;

  // The longest time in which two nodes used one address, in steps of kStep: a handover is one step.
  [[nodiscard]] milliseconds longest_overlap() const;
  // When somebody else than this node used the address last; 0: never.
  [[nodiscard]] double last_of_others(const std::string& node) const;
  // The most announcements that one node sent within so many seconds, wherever these begin.
  [[nodiscard]] std::size_t most_announced_within(double seconds) const;

  static constexpr double kStep = 0.01;

 private:
  std::vector<ArpSeen> seen_;
};

[[nodiscard]] double seconds_now();

// A watch at the client's place, from when it listens until stop().
class ArpWatch {
 public:
  ArpWatch(Lab& lab, const std::string& first, int count, int rate);
  [[nodiscard]] ArpRecord stop();

 private:
  std::unique_ptr<Process> process_;
};

}  // namespace herald::e2e
