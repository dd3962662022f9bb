#include "tests/integration/wire_loop/wire_loop_fixture.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

runtime::Task<> collect(runtime::ThreadMailbox<report::Reports>& mailbox, report::Reports& told,
                        std::size_t until) {
  while (told.size() < until && co_await mailbox.ready() == runtime::Arrival::message) {
    while (auto reports = mailbox.take())
      told.insert(told.end(), reports->begin(), reports->end());
  }
}

using testing::HasSubstr;
using testing::SizeIs;

TEST_F(WireLoopTest, TellsOfTheInterfacesAndAnswersOnThem) {
  start();
  const auto told = node_.script->all<wire::InterfaceChanged>();
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told[0].interface.name, "eth0");
  EXPECT_TRUE(told[0].interface.up);
  EXPECT_TRUE(answers());
}

TEST_F(WireLoopTest, HandsOverWhatTheFastPathLeaves) {
  start();
  ASSERT_TRUE(answers());
  const netns::Frame claim = arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.220", "10.0.0.9");
  wire_->send(claim);
  ASSERT_TRUE(node_.script->wait_for<wire::FrameReceived>());
  EXPECT_EQ(node_.script->all<wire::FrameReceived>()[0].frame, claim);
}

TEST_F(WireLoopTest, SendsTheFramesThatItIsAskedFor) {
  const netns::Frame announcement =
      arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.220", "10.0.0.220");
  const auto capture = node_.script->react;
  node_.script->react = [=](Instant now, const wire::Event& event) {
    wire::Effects effects = capture(now, event);
    const auto* const received = std::get_if<wire::FrameReceived>(&event);
    if (received != nullptr) effects.push_back(wire::SendFrame{received->interface, announcement});
    return effects;
  };
  start();
  ASSERT_TRUE(answers());
  wire_->send(arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.220", "10.0.0.9"));
  EXPECT_TRUE(wire_->receive([&](const netns::Frame& frame) { return frame == announcement; }));
}

TEST_F(WireLoopTest, AnswersAgainWhenTheInterfaceIsBack) {
  start();
  ASSERT_TRUE(answers());
  node_.where.ip("link set eth0 down");
  node_.where.ip("link set eth0 up");
  EXPECT_TRUE(answers());
  node_.where.ip("link delete eth0");
  ASSERT_TRUE(node_.script->wait_for<wire::InterfaceGone>());
  netns::NetworkNamespace::connect({node_.where, "eth0"}, {neighbour_, "eth0"});
  wire_ = std::make_unique<netns::RawWire>(neighbour_, "eth0");
  them_.mac = net::MacAddress(wire_->mac());
  EXPECT_TRUE(answers());
}

TEST_F(WireLoopTest, AnswersWithTheNewMac) {
  start();
  ASSERT_TRUE(answers());
  node_.where.ip("link set eth0 address 02:00:00:00:aa:01");
  ASSERT_TRUE(node_.script->wait_for([](const std::vector<wire::Event>& events) {
    return std::ranges::any_of(Script::all<wire::InterfaceChanged>(events), [](const auto& changed) {
      return changed.interface.mac == net::MacAddress({2, 0, 0, 0, 0xaa, 1});
    });
  }));
  wire_->send(arp_request(them_, "10.0.0.220"));
  const auto answer =
      wire_->receive([&](const netns::Frame& frame) { return is_answer(frame, "10.0.0.220"); });
  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)[11], 0x01);
  EXPECT_EQ((*answer)[10], 0xaa);
}

TEST_F(WireLoopTest, OrdersArriveInOrder) {
  start();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(node_.loop->push({order::Unwant{net::IpAddress::v4(static_cast<std::uint32_t>(i))}}),
              runtime::Delivery::accepted);
  }
  ASSERT_TRUE(node_.script->wait_for<wire::Ordered>(100));
  const auto ordered = node_.script->all<wire::Ordered>();
  for (std::uint32_t i = 0; i < 100; ++i)
    EXPECT_EQ(std::get<order::Unwant>(ordered[i].orders.at(0)).address, net::IpAddress::v4(i));
}

TEST_F(WireLoopTest, ReportsThatDoNotFitAreToldLater) {
  node_.report_capacity = 1;
  node_.script->react = [](Instant, const wire::Event& event) -> wire::Effects {
    const auto* const ordered = std::get_if<wire::Ordered>(&event);
    if (ordered == nullptr) return {};
    return {wire::Tell{report::ConflictOver{std::get<order::Unwant>(ordered->orders.at(0)).address}}};
  };
  node_.start();
  for (std::uint32_t i = 0; i < 5; ++i)
    ASSERT_EQ(node_.loop->push({order::Unwant{net::IpAddress::v4(i)}}), runtime::Delivery::accepted);
  ASSERT_TRUE(node_.script->wait_for<wire::Ordered>(5));
  report::Reports told;
  node_.plan.spawn(collect(*node_.reports, told, 5));
  ASSERT_TRUE(node_.plan.run_until([&] { return told.size() == 5; }));
  for (std::uint32_t i = 0; i < 5; ++i)
    EXPECT_EQ(std::get<report::ConflictOver>(told[i]).address, net::IpAddress::v4(i));
}

TEST_F(WireLoopTest, TakesItsLeave) {
  start();
  ASSERT_TRUE(answers());
  node_.loop->stop();
  EXPECT_TRUE(node_.has_left());
  EXPECT_THAT(node_.script->all<wire::Stop>(), SizeIs(1));
  EXPECT_EQ(node_.loop->push({order::Complete{}}), runtime::Delivery::closed);
}

TEST_F(WireLoopTest, GoesOnAnsweringDuringItsFarewell) {
  const auto capture = node_.script->react;
  node_.script->react = [=](Instant now, const wire::Event& event) {
    if (std::holds_alternative<wire::Stop>(event)) return wire::Effects{};
    if (std::holds_alternative<wire::FrameReceived>(event)) return wire::Effects{wire::Left{}};
    return capture(now, event);
  };
  start();
  node_.loop->stop();
  ASSERT_TRUE(node_.script->wait_for<wire::Stop>());
  EXPECT_TRUE(answers());
  wire_->send(arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.220", "10.0.0.9"));
  EXPECT_TRUE(node_.has_left());
}

TEST_F(WireLoopTest, CutsAFarewellThatDoesNotEnd) {
  node_.script->react = [](Instant, const wire::Event&) { return wire::Effects{}; };
  node_.start("0.0.0.0", {"secret"}, std::chrono::milliseconds(100));
  node_.loop->stop();
  EXPECT_TRUE(node_.has_left());
}

TEST_F(WireLoopTest, SaysThatAnotherSpeakerIsThere) {
  node_.start();
  node_.where.run([&] {
    const auto second = WireLoop::start({.clock = node_.plan.clock(),
                                         .logger = node_.logger,
                                         .brain = std::make_unique<ScriptedBrain>(node_.script),
                                         .reports = *node_.reports,
                                         .left = {},
                                         .settings = {.ring = {ip("0.0.0.0"), std::nullopt, io::kRingPort},
                                                      .keys = {io::derive_ring_keys("secret")}}});
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr("another speaker"));
  });
}

}  // namespace
}  // namespace herald::speaker
