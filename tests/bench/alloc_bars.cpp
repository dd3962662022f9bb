// The bars that assignment has to clear, each measured as the best of several rounds.
// Prints each as met or not met; the exit status says whether all were.

#include "tests/bench/alloc_workload.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace herald::bench {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

// The processor time of this process, so that what else the machine does does not count.
Milliseconds processor_time() {
  return std::chrono::duration<double>(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
}

// What the work returns is taken down after the clock has stopped.
template <class Work>
double best_of(int rounds, Work work) {
  double best = 1e300;
  for (int round = 0; round < rounds; ++round) {
    const Milliseconds start = processor_time();
    [[maybe_unused]] const auto made = work();
    best = std::min(best, (processor_time() - start).count());
  }
  return best;
}

bool bar(const std::string& what, double measured, double limit, const std::string& unit) {
  const bool met = measured <= limit;
  std::printf("%-8s %-66s %9.3f %s (bar: %g)\n", met ? "met" : "NOT MET", what.c_str(), measured,
              unit.c_str(), limit);
  return met;
}

double thousand_come_and_go(Site& made) {
  return best_of(9, [&] {
    for (int i = 0; i < 1000; ++i)
      come_and_go(made);
    return 0;
  });
}

double thousand_refusals(const Site& made, const alloc::Demand& guest) {
  return best_of(9, [&] {
    for (int i = 0; i < 1000; ++i) {
      if (made.allocator.choose(guest, {})) std::abort();
    }
    return 0;
  });
}

bool filling_a_slash_16() {
  const double time = best_of(3, [] { return site(pool("p", "10.0.0.0/16"), 65536); });
  return bar("filling a /16 one by one", time, 100, "ms");
}

bool restoring() {
  const double time = best_of(3, [] {
    Site made = site(pool("p", "10.0.0.0/12"), 0);
    for (std::uint32_t i = 0; i < 100000; ++i) {
      const alloc::Demand restored = demand(i);
      const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
      made.allocator.hold(restored.service, restored.sharing, std::span(&address, 1));
    }
    return made;
  });
  return bar("restoring 100,000 Services after a restart", time, 1000, "ms");
}

bool cost_by_use() {
  Site few = site(pool("p", "10.0.0.0/16"), 600);
  Site many = site(pool("p", "10.0.0.0/16"), 60000);
  return bar("assigning with 60,000 in use against 600",
             thousand_come_and_go(many) / thousand_come_and_go(few), 2, "times");
}

bool cost_by_width() {
  Site narrow = site(pool("p", "10.0.0.0/24"), 100);
  Site wide = site(pool("p", "2001:db8::/64"), 100);
  return bar("assigning from a /64 against a /24", thousand_come_and_go(wide) / thousand_come_and_go(narrow),
             1.25, "times");
}

bool refusal_by_size() {
  const Site small = site(pool("p", "10.0.0.0/24"), 256);
  const Site large = site(pool("p", "10.0.0.0/14"), 1U << 18);
  const alloc::Demand guest = demand(1U << 30);
  return bar("refusal by a full /14 against a full /24",
             thousand_refusals(large, guest) / thousand_refusals(small, guest), 1.5, "times");
}

// All addresses have a tenant on port 80 who would share; port 80 is asked for.
Site full_of_sharers(const std::string& block, std::uint32_t addresses) {
  Site made = site(pool("p", block), 0);
  for (std::uint32_t i = 0; i < addresses; ++i) {
    const alloc::Demand tenant = sharing_demand(i, "k", 80);
    const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
    made.allocator.hold(tenant.service, tenant.sharing, std::span(&address, 1));
  }
  return made;
}

bool refusal_by_sharers() {
  const Site small = full_of_sharers("10.0.0.0/24", 256);
  const Site large = full_of_sharers("10.0.0.0/16", 65536);
  const alloc::Demand guest = sharing_demand(1U << 30, "k", 80);
  return bar("refusal by a full sharing /16 against a full sharing /24",
             thousand_refusals(large, guest) / thousand_refusals(small, guest), 1.5, "times");
}

double thousand_joins(std::uint16_t tenants) {
  Site made = site(pool("p", "10.0.0.0/24"), 0);
  for (std::uint16_t port = 1; port <= tenants; ++port)
    assign(made, sharing_demand(port, "k", port));
  const alloc::Demand guest = sharing_demand(1U << 30, "k", 65000);
  return best_of(9, [&] {
    for (int i = 0; i < 1000; ++i) {
      assign(made, guest);
      made.allocator.release(guest.service);
    }
    return 0;
  });
}

bool joining_a_crowd() {
  return bar("joining an address with 60,000 tenants against 600",
             thousand_joins(60000) / thousand_joins(600), 3, "times");
}

// The pool is full of addresses that many kinds of tenants share; the one that has room is the last.
double thousand_finds(std::uint32_t addresses) {
  Site made = site(pool("p", "10.0.0.0/16"), 0);
  for (std::uint32_t i = 0; i < addresses; ++i) {
    const alloc::Demand tenant = sharing_demand(i, "k", i + 1 == addresses ? 443 : 80);
    const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
    made.allocator.hold(tenant.service, tenant.sharing, std::span(&address, 1));
  }
  const alloc::Demand guest = sharing_demand(1U << 30, "k", 80);
  return best_of(9, [&] {
    for (int i = 0; i < 1000; ++i) {
      if (!made.allocator.choose(guest, {})) std::abort();
    }
    return 0;
  });
}

bool finding_the_last_shareable() {
  return bar("finding the last shareable of 60,000 addresses against 600",
             thousand_finds(60000) / thousand_finds(600), 3, "times");
}

int run() {
  const std::vector<bool> results = {
      filling_a_slash_16(), restoring(),          cost_by_use(),     cost_by_width(),
      refusal_by_size(),    refusal_by_sharers(), joining_a_crowd(), finding_the_last_shareable()};
  return std::ranges::all_of(results, [](bool met) { return met; }) ? 0 : 1;
}

}  // namespace
}  // namespace herald::bench

int main() {
  return herald::bench::run();
}
