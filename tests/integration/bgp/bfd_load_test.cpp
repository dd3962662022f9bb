// BFD at 50 ms x 3 while the speaker, or the machine under it, has other things to do.
#include "tests/integration/bgp/bfd_witness.h"
#include "tests/integration/bgp/interop.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

namespace herald::interop {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 50ms;
constexpr auto kDetection = 3 * kInterval;

class BfdLoad : public Interop {
 protected:
  // Up at 50 ms x 3, both ways.
  void connect_fast() {
    PeerWanted wanted = peer();
    const bfd::Interval interval = kInterval;
    wanted.bfd = speaker::bgp_order::Bfd{.timers = {interval, interval, 3}};
    connect({.bfd = RouterSettings::Bfd{.interval = 50, .multiplier = 3}}, wanted);
    ASSERT_TRUE(eventually([&] {
      const auto status = speaker_->peer().bfd;
      return status && status->detection_time == kDetection && router_->bfd_up();
    }));
    witness_ = std::make_unique<BfdWitness>(node_, "eth0");
  }

  // The wire tells who failed. A router that was silent itself, or that gives us up although we were not,
  // stood still, or the whole machine did; that says nothing of the speaker. One interval is for the kernel:
  // when it is busy, a packet lies that long between its time stamp and the socket.
  void expect_steady() {
    const auto status = *speaker_->peer().bfd;
    const auto silences = witness_->longest_while_up();
    const auto theirs = static_cast<int>(silences.theirs.count());
    const auto ours = static_cast<int>(silences.ours.count());
    std::printf("[ MEASURED ] silent for at most: the router %d ms, the speaker %d ms\n", theirs, ours);
    const bool gave_us_up = status.last_failure == bfd::Diagnostic::neighbor_signaled_down;
    const bool spoke_in_vain = gave_us_up && silences.ours < kDetection;
    if (status.failures > 0 && (spoke_in_vain || silences.theirs >= kDetection - kInterval))
      GTEST_SKIP() << "stood still: the router silent for " << theirs << " ms, the speaker for " << ours;
    EXPECT_EQ(status.failures, 0U) << "the last for diagnostic " << static_cast<int>(status.last_failure);
    EXPECT_FALSE(speaker_->has_news("bfd down"));
    EXPECT_EQ(speaker_->peer().session.flaps, 0U);
    EXPECT_EQ(speaker_->peer().session.established, 1U);
  }

 private:
  std::unique_ptr<BfdWitness> witness_;
};

// All of a large cluster's routes at once, and then all of them away again.
TEST_P(BfdLoad, StaysUpWhileRoutesPour) {
  connect_fast();
  auto offers = std::make_shared<speaker::bgp_order::Offers>();
  (*offers)["router"] = {};
  speaker::bgp_order::Orders announcements;
  speaker::bgp_order::Orders withdrawals;
  for (std::uint32_t i = 0; i < 50000; ++i) {
    const auto host = *net::Cidr::make(net::IpAddress::v4(0x14000000 + i), 32);
    announcements.emplace_back(speaker::bgp_order::RouteWanted{host, offers});
    withdrawals.emplace_back(speaker::bgp_order::RouteUnwanted{host});
  }
  speaker_->order(announcements);
  EXPECT_TRUE(eventually([&] { return router_->route_count(net::Family::ipv4) == 50000; }, 60s));
  speaker_->order(withdrawals);
  EXPECT_TRUE(eventually([&] { return router_->route_count(net::Family::ipv4) == 0; }, 60s));
  expect_steady();
}

// Every core has twice as much to do as it can.
TEST_P(BfdLoad, StaysUpOnABusyMachine) {
  connect_fast();
  std::atomic<bool> busy = true;
  const unsigned wanted = 2 * std::thread::hardware_concurrency();
  std::vector<std::thread> hogs;
  hogs.reserve(wanted);
  for (unsigned i = 0; i < wanted; ++i) {
    hogs.emplace_back([&] {
      while (busy.load(std::memory_order_relaxed)) {
      }
    });
  }
  // Sixty intervals' worth of the speaker's own work in between: a route each time, to and fro.
  const auto end = std::chrono::steady_clock::now() + 3s;
  for (std::uint32_t i = 0; std::chrono::steady_clock::now() < end; ++i) {
    announce("198.51.100.1/32", {.med = i});
    EXPECT_TRUE(eventually([&] { return held("198.51.100.1/32").med == i; }));
  }
  busy = false;
  for (std::thread& hog : hogs)
    hog.join();
  expect_steady();
}

HERALD_WITH_ROUTERS(BfdLoad);

}  // namespace
}  // namespace herald::interop
