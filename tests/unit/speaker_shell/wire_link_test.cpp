#include "runtime/task_group.h"
#include "speaker/shell_wire_link.h"
#include "tests/unit/runtime/loop.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A wire loop that writes down what it is told.
struct Wire {
  order::Orders orders;
  bgp_order::Orders bgp_orders;
  std::vector<bgp_report::PeerStatus> peers;
  ReportMailbox* reports = nullptr;  // while there is a port
};

class PlayedPort final : public WirePort {
 public:
  PlayedPort(Wire& wire, ReportMailbox& reports) : wire_(wire) { wire_.reports = &reports; }
  ~PlayedPort() override { wire_.reports = nullptr; }

  void push(order::Orders orders) override {
    wire_.orders.insert(wire_.orders.end(), orders.begin(), orders.end());
  }
  void push(bgp_order::Orders orders) override {
    wire_.bgp_orders.insert(wire_.bgp_orders.end(), orders.begin(), orders.end());
  }
  void stop() override { wire_.reports->close(); }
  WireTotals totals() override { return {}; }
  std::vector<bgp_report::PeerStatus> peers() override { return wire_.peers; }

 private:
  Wire& wire_;
};

class WireLinkTest : public runtime::LoopTest {
 protected:
  void SetUp() override {
    link_.emplace(executor(),
                  WireLink::Parts{.clock = clock_,
                                  .logger = logger_,
                                  .make = [this](const WirePortParts& parts) { return make(parts); },
                                  .tell = [this](Event event) { told_.push_back(std::move(event)); },
                                  .observe = [this](const report::Report&) { ++observed_; }});
  }

  void TearDown() override {
    tasks_.cancel();
    run(tasks_.leave());
  }

  void start() {
    tasks_.spawn("wire", follow());
    settle();
  }
  runtime::Task<> follow() {
    co_await link_->run({.self = {}, .cluster_keys = {"key"}, .interfaces = {}});
    ended_ = true;
  }

  template <class Wanted>
  [[nodiscard]] std::size_t told() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        told_, [](const Event& event) { return std::holds_alternative<Wanted>(event); }));
  }

  Wire wire_;
  std::string refusal_;  // the factory's
  std::vector<Event> told_;
  int observed_ = 0;
  bool ended_ = false;
  std::optional<WireLink> link_;
  runtime::TaskGroup tasks_{executor(), clock_, logger_};

 private:
  Result<std::unique_ptr<WirePort>, std::string> make(const WirePortParts& parts) {
    if (!refusal_.empty()) return fail(refusal_);
    return std::make_unique<PlayedPort>(wire_, parts.reports);
  }
};

const order::Orders kDrain = {order::Drain{.draining = true}};
const bgp_order::Orders kComplete = {bgp_order::Complete{}};

TEST_F(WireLinkTest, WhatItIsToldBeforeItIsThereWaits) {
  link_->push(kDrain);
  link_->push(kComplete);
  EXPECT_FALSE(link_->started());
  EXPECT_THAT(link_->peers(), IsEmpty());
  start();
  EXPECT_TRUE(link_->started());
  EXPECT_THAT(wire_.orders, SizeIs(1));
  EXPECT_THAT(wire_.bgp_orders, SizeIs(1));
  EXPECT_EQ(told<WireUp>(), 1U);
  link_->push(kDrain);
  EXPECT_THAT(wire_.orders, SizeIs(2)) << "what was kept is told once";
}

TEST_F(WireLinkTest, WithoutItsAddressTheProcessEndsAndSaysWhy) {
  start();
  const auto address = *net::IpAddress::parse("192.0.2.7");
  EXPECT_EQ(wire_.reports->push({report::RingAddressGone{.address = address, .interface = "eth0"}}),
            runtime::Delivery::accepted);
  settle();
  EXPECT_EQ(told<Reported>(), 1U);
  link_->stop();  // as the brain asks for then
  settle();
  EXPECT_TRUE(link_->over());
  EXPECT_THAT(link_->problem(), HasSubstr("192.0.2.7 is no longer on eth0"));
}

TEST_F(WireLinkTest, ReportsAreObservedLoggedAndPassedOn) {
  start();
  const auto address = *net::IpAddress::parse("10.0.0.1");
  EXPECT_EQ(wire_.reports->push({report::Gained{.address = address, .epoch = own::Epoch(7), .from = "b"},
                                 report::ConflictOver{.address = address}}),
            runtime::Delivery::accepted);
  settle();
  EXPECT_EQ(observed_, 2);
  ASSERT_EQ(told<Reported>(), 1U);
  EXPECT_THAT(std::get<Reported>(told_.back()).reports, SizeIs(2));
  EXPECT_EQ(std::get<Reported>(told_.back()).at, runtime::unix_seconds(clock_.wall_now()));
  EXPECT_EQ(log_lines_.count(R"("from":"b")"), 1);
}

TEST_F(WireLinkTest, HowPeersStandIsAskedOnceASecondAndToldWhenItChanged) {
  start();
  const std::size_t at_first = told<PeersStand>();
  clock_.advance(seconds(1));
  settle();
  EXPECT_EQ(told<PeersStand>(), at_first) << "nothing has changed";
  wire_.peers.push_back({.peer = "router"});
  clock_.advance(seconds(1));
  settle();
  EXPECT_EQ(told<PeersStand>(), at_first + 1);
}

TEST_F(WireLinkTest, AnOrderlyEndIsNoProblem) {
  start();
  link_->stop();
  settle();
  EXPECT_TRUE(ended_);
  EXPECT_TRUE(link_->over());
  EXPECT_THAT(link_->problem(), IsEmpty());
  EXPECT_EQ(told<WireLeft>(), 1U);
  EXPECT_EQ(clock_.pending(), 0U) << "nobody looks at peers any more";
}

TEST_F(WireLinkTest, AnEndOfItsOwnIsOne) {
  start();
  wire_.reports->close();
  settle();
  EXPECT_TRUE(ended_);
  EXPECT_THAT(link_->problem(), HasSubstr("ended by itself"));
  EXPECT_EQ(told<WireLeft>(), 1U);
}

TEST_F(WireLinkTest, WithoutAWireLoopTheProcessEndsAndSaysWhy) {
  refusal_ = "UDP port 7947 is taken";
  start();
  EXPECT_TRUE(ended_);
  EXPECT_EQ(link_->problem(), refusal_);
  EXPECT_EQ(told<WireLeft>(), 1U);
  EXPECT_EQ(told<Stop>(), 1U);
}

TEST_F(WireLinkTest, ToldToStopBeforeItBeganItNeverBegins) {
  link_->stop();
  EXPECT_EQ(told<WireLeft>(), 1U);
  start();
  EXPECT_TRUE(ended_);
  EXPECT_FALSE(link_->started());
  EXPECT_EQ(told<WireUp>(), 0U);
}

}  // namespace
}  // namespace herald::speaker
