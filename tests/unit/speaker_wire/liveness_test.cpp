#include "speaker/liveness.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint16_t kPort = 7947;

own::Member member(std::uint8_t number, std::uint64_t incarnation = 1) {
  return {.node = "node-" + std::to_string(number),
          .incarnation = own::Incarnation(incarnation),
          .address = net::IpAddress::v4(0x0a000000U + number),
          .port = kPort};
}

LivenessOptions options(std::uint64_t seed, const std::string& secret = "ring") {
  return {.timers = {.transmit = milliseconds(100), .receive = milliseconds(100), .multiplier = 3},
          .keys = {{.id = 1, .secret = *bfd::secret_from(secret)}},
          .seed = seed};
}

// Nodes with nothing but liveness, and a network that takes a millisecond.
struct Network {
  struct Node {
    Liveness liveness;
    bool connected = true;
    bool heard = true;  // what it sends arrives
    std::vector<std::string> told;
  };
  struct Flight {
    own::Endpoint from;
    own::Endpoint to;
    std::vector<std::uint8_t> packet;
  };
  std::map<std::uint8_t, Node> nodes;
  std::multimap<Instant, Flight> flights;
  std::vector<Flight> recorded;  // everything that was ever sent
  Instant now = Instant{} + seconds(50);

  void add(std::uint8_t number, const LivenessOptions& how) {
    nodes.insert_or_assign(number, Node{.liveness = Liveness(how), .told = {}});
  }
  void watch(std::uint8_t number, const std::vector<own::Member>& members) {
    take(number, nodes.at(number).liveness.watch(now, members));
  }
  void take(std::uint8_t number, const Liveness::Effects& effects) {
    for (const auto& effect : effects) {
      if (const auto* send = std::get_if<Liveness::Send>(&effect)) {
        if (!nodes.at(number).connected || !nodes.at(number).heard) continue;
        const own::Endpoint from{member(number).address, kPort};
        recorded.push_back({from, send->to, send->packet});
        flights.emplace(now + milliseconds(1), recorded.back());
        continue;
      }
      static const std::vector<std::string> states = {" up", " down", " leaving"};
      if (const auto* changed = std::get_if<Liveness::Changed>(&effect))
        nodes.at(number).told.push_back(changed->node + states[static_cast<std::size_t>(changed->state)]);
      if (const auto* guest = std::get_if<Liveness::GuestUp>(&effect))
        nodes.at(number).told.push_back(guest->at.address.to_string() + " visits");
    }
  }
  void run(Duration span) {
    const Instant end = now + span;
    while (next() <= end) {
      now = std::max(now, next());
      deliver();
      for (auto& [number, node] : nodes)
        take(number, node.liveness.tick(now));
    }
    now = end;
  }

 private:
  [[nodiscard]] Instant next() const {
    Instant next = flights.empty() ? kNever : flights.begin()->first;
    for (const auto& [number, node] : nodes)
      next = std::min(next, node.liveness.next_deadline());
    return next;
  }
  void deliver() {
    while (!flights.empty() && flights.begin()->first <= now) {
      const Flight flight = flights.begin()->second;
      flights.erase(flights.begin());
      for (auto& [number, node] : nodes) {
        if (member(number).address != flight.to.address || !node.connected) continue;
        take(number, node.liveness.hear(now, flight.from, flight.packet));
      }
    }
  }
};

// Node 2 does not watch the other one.
Network visit() {
  Network network;
  network.add(1, options(1));
  network.add(2, options(2));
  network.watch(1, {member(2)});
  return network;
}

Network pair() {
  Network network = visit();
  network.watch(2, {member(1)});
  return network;
}

Network pair_up() {
  Network network = pair();
  network.run(seconds(1));
  for (auto& [number, node] : network.nodes) {
    EXPECT_EQ(node.liveness.up(), 1U);
    node.told.clear();
  }
  return network;
}

TEST(Liveness, TwoThatWatchEachOtherComeUpWithinTwoIntervals) {
  Network network = pair();
  network.run(milliseconds(250));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 up"));
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("node-1 up"));
}

TEST(Liveness, SilenceIsNoticedWithinTheDetectionTime) {
  Network network = pair_up();
  network.nodes.at(2).connected = false;
  const Instant cut = network.now;
  network.run(milliseconds(300));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
  EXPECT_LE(cut - *network.nodes.at(1).liveness.last_heard("node-2"), milliseconds(100));
}

// It is alive, for it says that it does not hear us. A path that is broken one way is broken all the same,
// but one that was stalled on either side is given the time to come up again.
TEST(Liveness, WhoSaysThatItDoesNotHearUsIsGivenADetectionTime) {
  Network network = pair_up();
  network.nodes.at(1).heard = false;
  network.run(milliseconds(302));  // it gave us up and said so
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("node-1 down"));
  network.run(milliseconds(200));
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
  network.run(milliseconds(102));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
}

TEST(Liveness, AndIsNotReportedWhenItHearsUsAgain) {
  Network network = pair_up();
  network.nodes.at(1).heard = false;
  network.run(milliseconds(350));
  network.nodes.at(1).heard = true;
  network.run(seconds(1));
  EXPECT_EQ(network.nodes.at(1).liveness.up(), 1U);
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("node-1 down", "node-1 up"));
}

TEST(Liveness, WhoHasNeverBeenUpIsNotReported) {
  Network network;
  network.add(1, options(1));
  network.watch(1, {member(2)});
  network.run(seconds(5));
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
}

TEST(Liveness, WhoLeavesSaysSoAtOnce) {
  Network network = pair_up();
  network.take(2, network.nodes.at(2).liveness.leave(network.now));
  network.run(milliseconds(2));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 leaving"));
  EXPECT_EQ(network.nodes.at(2).liveness.next_deadline(), kNever);
}

TEST(Liveness, WhoIsNoLongerWatchedIsToldSo) {
  Network network = pair_up();
  network.watch(2, {});
  network.run(milliseconds(2));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 leaving"));
  EXPECT_EQ(network.nodes.at(2).liveness.watched(), 0U);
}

TEST(Liveness, TheSameWatchAgainDisturbsNothing) {
  Network network = pair_up();
  for (int i = 0; i < 20; ++i) {
    network.watch(1, {member(2)});
    network.run(milliseconds(50));
  }
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
  EXPECT_THAT(network.nodes.at(2).told, IsEmpty());
}

// The roster learns of the new process when its session has long been up again.
TEST(Liveness, ALateRosterDoesNotDisturbTheNewProcess) {
  Network network = pair_up();
  network.add(2, options(77));  // restarted: other numbers
  network.watch(2, {member(1)});
  network.run(seconds(2));
  ASSERT_EQ(network.nodes.at(1).liveness.up(), 1U);
  network.nodes.at(1).told.clear();
  network.watch(1, {member(2, /*incarnation=*/2)});
  network.run(seconds(2));
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
}

// And the other way round it does not wait until the numbers of the dead process are forgotten.
TEST(Liveness, ANewProcessThatTheRosterKnowsComesUpAtOnce) {
  Network network = pair_up();
  network.nodes.at(2).connected = false;
  network.run(milliseconds(350));
  network.add(2, options(77));
  network.watch(2, {member(1)});
  network.watch(1, {member(2, /*incarnation=*/2)});
  network.run(milliseconds(250));
  EXPECT_EQ(network.nodes.at(1).liveness.up(), 1U);
}

// Nor, when it has heard of us before we hear of it, until it has forgotten ours.
TEST(Liveness, HoweverLateTheRosterKnowsOfIt) {
  for (int delay = 0; delay <= 110; ++delay) {
    Network network = pair_up();
    network.nodes.at(2).connected = false;
    network.run(seconds(2));
    network.add(2, options(77));
    network.watch(2, {member(1)});
    network.run(milliseconds(delay));
    network.watch(1, {member(2, /*incarnation=*/2)});
    network.run(milliseconds(250));
    for (const auto& [number, node] : network.nodes)
      EXPECT_EQ(node.liveness.up(), 1U) << int{number} << " after " << delay << " ms";
  }
}

// Node 1 was stalled meanwhile: it hears of both at once.
TEST(Liveness, ANewProcessThatDiesBeforeItIsUpIsDown) {
  Network network = pair_up();
  network.now += seconds(1);
  network.add(2, options(3));
  network.watch(2, {member(1)});
  network.take(2, network.nodes.at(2).liveness.tick(network.now));
  network.nodes.at(2).connected = false;
  const Network::Flight& first = network.recorded.back();
  network.take(1, network.nodes.at(1).liveness.hear(network.now, first.from, first.packet));
  network.watch(1, {member(2, /*incarnation=*/2)});
  EXPECT_THAT(network.nodes.at(1).told, IsEmpty());
  network.run(milliseconds(310));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
}

// By somebody who listened from the beginning, again and again.
TEST(Liveness, WhatTheDeadHaveSaidDoesNotBringThemBack) {
  Network network = pair_up();
  network.nodes.at(2).connected = false;
  network.run(seconds(1));
  ASSERT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
  const std::vector<Network::Flight> recorded = network.recorded;
  for (int round = 0; round < 3; ++round) {
    for (const Network::Flight& flight : recorded) {
      if (flight.to.address != member(1).address) continue;
      network.take(1, network.nodes.at(1).liveness.hear(network.now, flight.from, flight.packet));
      network.run(milliseconds(10));
      ASSERT_EQ(network.nodes.at(1).liveness.up(), 0U);
    }
    network.run(seconds(1));
  }
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
}

// Its packets were lost for a while, and ours were not.
TEST(Liveness, WhoWasGivenUpInErrorIsBackWithinTwoIntervals) {
  Network network = pair_up();
  network.nodes.at(2).heard = false;
  network.run(milliseconds(310));
  ASSERT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
  network.nodes.at(2).heard = true;
  network.run(milliseconds(250));
  EXPECT_EQ(network.nodes.at(1).liveness.up(), 1U);
  EXPECT_EQ(network.nodes.at(2).liveness.up(), 1U);
}

TEST(Liveness, AStrangersPacketsAreNoSession) {
  Network network;
  network.add(1, options(1));
  network.add(2, options(2, "another cluster"));
  network.watch(1, {member(2)});
  network.watch(2, {member(1)});
  network.run(seconds(3));
  EXPECT_EQ(network.nodes.at(1).liveness.up(), 0U);
  EXPECT_GT(network.nodes.at(1).liveness.discarded(), 10U);
  network.watch(1, {});
  network.run(seconds(3));
  EXPECT_EQ(network.nodes.at(1).liveness.guests(), 0U);
}

// Its roster does not tell of the other one, perhaps for want of an API server.
TEST(Liveness, WhoKnowsTheSecretIsAnsweredByOneThatDoesNotWatchHim) {
  Network network = visit();
  network.run(milliseconds(250));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 up"));
  EXPECT_EQ(network.nodes.at(2).liveness.guests(), 1U);
  network.run(seconds(10));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 up"));
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("10.0.0.1 visits"));
  network.nodes.at(1).connected = false;
  network.run(milliseconds(310));
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("10.0.0.1 visits"));
  EXPECT_EQ(network.nodes.at(2).liveness.guests(), 0U);
}

TEST(Liveness, AGuestThatIsWatchedAtLastIsUpAtOnce) {
  Network network = visit();
  network.run(seconds(1));
  network.watch(2, {member(1)});
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("10.0.0.1 visits", "node-1 up"));
  EXPECT_EQ(network.nodes.at(2).liveness.guests(), 0U);
  network.run(seconds(1));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 up"));
  network.nodes.at(1).connected = false;
  network.run(milliseconds(310));
  EXPECT_THAT(network.nodes.at(2).told, ElementsAre("10.0.0.1 visits", "node-1 up", "node-1 down"));
}

TEST(Liveness, GuestsAreToldWhenThisNodeLeaves) {
  Network network = visit();
  network.run(seconds(1));
  network.take(2, network.nodes.at(2).liveness.leave(network.now));
  network.run(milliseconds(2));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 up", "node-2 leaving"));
}

TEST(Liveness, GuestsAreBoundedInNumber) {
  Network network;
  constexpr std::uint8_t kHost = 200;
  network.add(kHost, options(kHost));
  for (std::uint8_t number = 1; number <= Liveness::kMostGuests + 9; ++number) {
    network.add(number, options(number));
    network.watch(number, {member(kHost)});
  }
  network.run(seconds(1));
  EXPECT_EQ(network.nodes.at(kHost).liveness.guests(), Liveness::kMostGuests);
}

TEST(Liveness, NoiseIsCounted) {
  Network network = pair_up();
  Liveness& liveness = network.nodes.at(1).liveness;
  const auto before = liveness.discarded();
  const std::vector<std::uint8_t> noise = {0x20, 1, 2};
  EXPECT_THAT(liveness.hear(network.now, {member(2).address, kPort}, noise), IsEmpty());
  EXPECT_EQ(liveness.discarded(), before + 1);
}

TEST(Liveness, OtherTimersAreTakenOver) {
  Network network = pair_up();
  for (auto& [number, node] : network.nodes)
    network.take(number, node.liveness.configure(
                             network.now,
                             {.transmit = milliseconds(20), .receive = milliseconds(20), .multiplier = 3}));
  network.run(seconds(1));
  network.nodes.at(2).connected = false;
  network.run(milliseconds(60));
  EXPECT_THAT(network.nodes.at(1).told, ElementsAre("node-2 down"));
}

}  // namespace
}  // namespace herald::speaker::wire
