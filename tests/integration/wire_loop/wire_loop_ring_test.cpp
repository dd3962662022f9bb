// Two nodes and the port of their ring; and a loop that was kept from running.
#include "tests/integration/wire_loop/wire_loop_fixture.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace herald::speaker {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Each order's address and bytes are sent there.
Script::React sends(wire::Effects effects) {
  return [effects = std::move(effects)](Instant, const wire::Event& event) {
    return std::holds_alternative<wire::Ordered>(event) ? effects : wire::Effects{};
  };
}

class WireLoopRingTest : public testing::Test {
 protected:
  WireLoopRingTest() {
    netns::NetworkNamespace::connect({a_.where, "eth0"}, {b_.where, "eth0"});
    a_.where.ip("addr add 10.0.0.1/24 dev eth0");
    b_.where.ip("addr add 10.0.0.2/24 dev eth0");
  }

  [[nodiscard]] WireStatus status_when(Node& node, const std::function<bool(const WireStatus&)>& holds) {
    WireStatus status = node.loop->status();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds(status) && std::chrono::steady_clock::now() < limit) {
      std::this_thread::yield();
      status = node.loop->status();
    }
    return status;
  }

  Node a_;
  Node b_;
};

TEST_F(WireLoopRingTest, CarriesMessagesAndBfdApart) {
  const Bytes bfd = {0x20, 0xc0, 3, 24};
  const Bytes body = {0x20, 'h', 'i'};  // looks like BFD, but is sealed on its way
  a_.script->react = sends({wire::SendBfd{ip("10.0.0.2"), io::kRingPort, bfd},
                            wire::SendMessage{{{ip("10.0.0.2"), io::kRingPort}}, body}});
  b_.start("10.0.0.2");
  a_.start("10.0.0.1");
  static_cast<void>(a_.loop->push({order::Complete{}}));
  ASSERT_TRUE(b_.script->wait_for<wire::MessageReceived>());
  const auto messages = b_.script->all<wire::MessageReceived>();
  EXPECT_EQ(messages[0].body, body);
  EXPECT_EQ(messages[0].from, ip("10.0.0.1"));
  EXPECT_EQ(messages[0].port, io::kRingPort);
  const auto packets = b_.script->all<wire::BfdReceived>();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].packet, bfd);
}

TEST_F(WireLoopRingTest, BelievesNobodyWithAnotherSecret) {
  a_.script->react = sends({wire::SendMessage{{{ip("10.0.0.2"), io::kRingPort}}, {1, 2, 3}},
                            wire::SendBfd{ip("10.0.0.2"), io::kRingPort, {0x20, 0, 0, 0}}});
  b_.start("10.0.0.2");
  a_.start("10.0.0.1", {"another cluster's"});
  static_cast<void>(a_.loop->push({order::Complete{}}));
  ASSERT_TRUE(b_.script->wait_for<wire::BfdReceived>());
  EXPECT_TRUE(b_.script->all<wire::MessageReceived>().empty());
  const WireStatus status =
      status_when(b_, [](const WireStatus& seen) { return seen.counters.messages_refused != 0; });
  EXPECT_EQ(status.counters.messages_refused, 1U);
  EXPECT_EQ(status.counters.messages_received, 0U);
}

// In the middle of a change of the key: one signs with the new one already, the other with the old one still.
TEST_F(WireLoopRingTest, BelievesWhoHasTheOtherOfTwoSecretsInFront) {
  const Bytes body = {1, 2, 3};
  a_.script->react = sends({wire::SendMessage{{{ip("10.0.0.2"), io::kRingPort}}, body}});
  b_.script->react = sends({wire::SendMessage{{{ip("10.0.0.1"), io::kRingPort}}, body}});
  b_.start("10.0.0.2", {"old", "new"});
  a_.start("10.0.0.1", {"new", "old"});
  for (Node* node : {&a_, &b_})
    static_cast<void>(node->loop->push({order::Complete{}}));
  EXPECT_TRUE(a_.script->wait_for<wire::MessageReceived>());
  EXPECT_TRUE(b_.script->wait_for<wire::MessageReceived>());
}

// The rule of core/bfd/session.h: whoever has sent anything in the meantime is heard before he is judged.
TEST_F(WireLoopRingTest, AfterAStallReadsBeforeItJudges) {
  constexpr auto kInterval = std::chrono::milliseconds(50);
  std::promise<void> stalled;
  std::promise<void> sent;
  Script& script = *b_.script;
  script.react = [&](Instant now, const wire::Event& event) -> wire::Effects {
    if (std::holds_alternative<wire::Ordered>(event)) {
      script.set_deadline(now + kInterval);
      stalled.set_value();
      sent.get_future().wait();  // kept from running until after its deadline
    }
    if (std::holds_alternative<wire::Tick>(event)) script.set_deadline(kNever);
    return {};
  };
  a_.script->react = sends({wire::SendBfd{ip("10.0.0.2"), io::kRingPort, {0x20, 0, 0, 0}}});
  b_.start("10.0.0.2");
  a_.start("10.0.0.1");
  static_cast<void>(b_.loop->push({order::Complete{}}));
  stalled.get_future().wait();
  for (int i = 0; i < 100; ++i)
    static_cast<void>(a_.loop->push({order::Complete{}}));
  ASSERT_TRUE(a_.script->wait_for<wire::Ordered>(100));
  const Instant due = script.deadline();
  while (a_.plan.clock().now() < due + kInterval)
    std::this_thread::yield();
  sent.set_value();
  ASSERT_TRUE(script.wait_for<wire::Tick>());
  const auto events = script.events();
  const auto tick = std::ranges::find_if(
      events, [](const wire::Event& event) { return std::holds_alternative<wire::Tick>(event); });
  EXPECT_EQ(Script::all<wire::BfdReceived>({events.begin(), tick}).size(), 100U);
  const WireStatus status = status_when(b_, [](const WireStatus& seen) { return seen.counters.stalls != 0; });
  EXPECT_GE(status.counters.stalls, 1U);
  b_.loop.reset();
}

}  // namespace
}  // namespace herald::speaker
