// What assigning costs: by degree of filling, size of pool, order, sharing, and after a restart.

#include "tests/bench/alloc_workload.h"

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace herald::bench {
namespace {

using benchmark::State;

void FillSlash16OneByOne(State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(site(pool("p", "10.0.0.0/16"), 65536));
  }
}
BENCHMARK(FillSlash16OneByOne)->Unit(benchmark::kMillisecond);

// Argument: how many of the 65,536 addresses are in use.
void ComeAndGo(State& state, alloc::Order order) {
  alloc::PoolSpec spec = pool("p", "10.0.0.0/16");
  spec.order = order;
  Site made = site(spec, static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state)
    come_and_go(made);
}
BENCHMARK_CAPTURE(ComeAndGo, ascending, alloc::Order::ascending)->Arg(655)->Arg(32768)->Arg(65470);
BENCHMARK_CAPTURE(ComeAndGo, descending, alloc::Order::descending)->Arg(655)->Arg(32768)->Arg(65470);
BENCHMARK_CAPTURE(ComeAndGo, random, alloc::Order::random)->Arg(655)->Arg(32768)->Arg(65470);
BENCHMARK_CAPTURE(ComeAndGo, spread, alloc::Order::spread)->Arg(655)->Arg(32768)->Arg(65470);

void ComeAndGoInSlash24(State& state) {
  Site made = site(pool("p", "10.0.0.0/24"), 100);
  for (auto _ : state)
    come_and_go(made);
}
BENCHMARK(ComeAndGoInSlash24);

void ComeAndGoInSlash64(State& state) {
  Site made = site(pool("p", "2001:db8::/64"), 100);
  for (auto _ : state)
    come_and_go(made);
}
BENCHMARK(ComeAndGoInSlash64);

// Argument: prefix length of the full pool.
void RefusedByFullPool(State& state) {
  const auto length = state.range(0);
  const Site made = site(pool("p", "10.0.0.0/" + std::to_string(length)), 1U << (32 - length));
  const alloc::Demand guest = demand(1U << 30);
  for (auto _ : state)
    benchmark::DoNotOptimize(made.allocator.choose(guest, {}));
}
BENCHMARK(RefusedByFullPool)->Arg(24)->Arg(16)->Arg(14);

// Argument: how many addresses, each with one tenant who would share, but not the port that is asked for.
void RefusedByFullSharingPool(State& state) {
  const auto addresses = static_cast<std::uint32_t>(state.range(0));
  Site made = site(pool("p", "10.0.0.0/16"), 0);
  for (std::uint32_t i = 0; i < addresses; ++i) {
    const alloc::Demand tenant = sharing_demand(i, "k", 80);
    const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
    made.allocator.hold(tenant.service, tenant.sharing, std::span(&address, 1));
  }
  const alloc::Demand guest = sharing_demand(1U << 30, "k", 80);
  std::vector<net::IpAddress> rest;
  for (std::uint32_t i = addresses; i < 65536; ++i)
    rest.push_back(net::IpAddress::v4((10U << 24) + i));
  made.allocator.hold({"bench", "rest"}, {}, rest);
  for (auto _ : state)
    benchmark::DoNotOptimize(made.allocator.choose(guest, {}));
}
BENCHMARK(RefusedByFullSharingPool)->Arg(600)->Arg(60000);

// Argument: how many tenants the one address has already, each on a port of its own.
void JoinCrowdedAddress(State& state) {
  const auto tenants = static_cast<std::uint16_t>(state.range(0));
  Site made = site(pool("p", "10.0.0.0/24"), 0);
  for (std::uint16_t port = 1; port <= tenants; ++port)
    assign(made, sharing_demand(port, "k", port));
  const alloc::Demand guest = sharing_demand(1U << 30, "k", 65000);
  for (auto _ : state) {
    assign(made, guest);
    made.allocator.release(guest.service);
  }
}
BENCHMARK(JoinCrowdedAddress)->Arg(600)->Arg(60000);

void RestoreAfterRestart(State& state) {
  for (auto _ : state) {
    Site made = site(pool("p", "10.0.0.0/12"), 0);
    for (std::uint32_t i = 0; i < 100000; ++i) {
      const alloc::Demand restored = demand(i);
      const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
      made.allocator.hold(restored.service, restored.sharing, std::span(&address, 1));
    }
    benchmark::DoNotOptimize(made);
  }
}
BENCHMARK(RestoreAfterRestart)->Unit(benchmark::kMillisecond);

// One of two pools is edited while 60,000 Services live in the other.
void EditPoolBesideFullOne(State& state) {
  Site made = site(pool("full", "10.0.0.0/16"), 60000);
  std::vector<alloc::PoolSpec> pools{pool("full", "10.0.0.0/16"), pool("other", "10.1.0.0/24")};
  for (auto _ : state) {
    pools[1].avoid_buggy_ips = !pools[1].avoid_buggy_ips;
    benchmark::DoNotOptimize(made.allocator.set_pools(pools));
  }
}
BENCHMARK(EditPoolBesideFullOne)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace herald::bench
