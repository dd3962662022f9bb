// What the bars of BGP share: how a figure is printed and held against its bound, what is measured of
// processes, and the cables between a node and its routers.
#pragma once

#include "core/net/cidr.h"
#include "speaker/bgp_orders.h"
#include "tests/integration/bgp/router.h"
#include "tests/integration/netns/network_namespace.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace herald::interop {

// Prints "met" or "NOT MET"; all_met() remembers.
void bar(bool met, const std::string& what, double figure, const char* unit, const std::string& bound);
void note(const std::string& what, double figure, const char* unit);
[[nodiscard]] bool all_met();

// Ends the program when it does not come true: nothing that follows would mean anything.
void wait_for(const std::function<bool()>& holds, const std::string& what);

[[nodiscard]] double milliseconds_since(std::chrono::steady_clock::time_point start);
// The one in the middle.
[[nodiscard]] double median(std::vector<double> figures);
// Megabytes that a process keeps in memory.
[[nodiscard]] double resident(pid_t pid);

// 20.0.0.0/32 and those behind it.
[[nodiscard]] net::Cidr host(std::size_t number);
// eBGP from 65001 to 65000.
[[nodiscard]] speaker::bgp_order::PeerWanted peer(const std::string& name, const std::string& address);
[[nodiscard]] speaker::bgp_order::Orders routes(std::size_t count, const std::vector<std::string>& peers);

// A node and a router, and the cable between them; further routers have cables of their own.
struct Cable {
  Cable(const netns::NetworkNamespace& node, std::size_t number);
  [[nodiscard]] RouterSettings settings() const { return {.peer = subnet + ".2", .local = subnet + ".1"}; }

  std::string subnet;  // "10.0.3"
  netns::NetworkNamespace router;
};

// The parts of `make bench-bgp`.
void measure_one_change(std::size_t count, std::size_t peers);  // change_bars.cpp
void measure_path_down(Make make);                              // path_bars.cpp

}  // namespace herald::interop
