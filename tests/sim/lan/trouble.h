// What goes wrong, and what users do meanwhile: one thing after the other, drawn from the seed.
#pragma once

#include "tests/sim/lan/cluster.h"

#include <cstdint>

namespace herald::sim::lan {

class Trouble {
 public:
  explicit Trouble(Cluster& cluster) : cluster_(cluster) {}

  void settle_in();  // everything starts, and is wanted
  void strike();
  // Everything is mended but for a few machines, which stay dead.
  void end();

 private:
  void strike_process(std::size_t node);
  void strike_lan(std::size_t node);
  void strike_api(std::size_t node);
  void change_wanted();
  [[nodiscard]] std::size_t any() {
    return static_cast<std::size_t>(cluster_.random().below(cluster_.size()));
  }
  [[nodiscard]] bool chance(std::uint64_t of_a_hundred) {
    return cluster_.random().chance(of_a_hundred, 100);
  }
  [[nodiscard]] net::IpAddress address(std::uint64_t n) const;

  Cluster& cluster_;
};

}  // namespace herald::sim::lan
