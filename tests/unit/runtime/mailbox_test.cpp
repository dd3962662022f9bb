#include "runtime/mailbox.h"

#include "tests/unit/runtime/loop.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<> collect(Mailbox<int>& mailbox, std::vector<int>& out) {
  while (co_await mailbox.ready() == Arrival::message)
    out.push_back(*mailbox.take());
}

Task<> note_arrival(Mailbox<int>& mailbox, Instant deadline, std::vector<Arrival>& out) {
  const Arrival arrival = co_await mailbox.ready(deadline);
  out.push_back(arrival);
}

class MailboxTest : public LoopTest {
 protected:
  void start(Task<> task) {
    boost::asio::co_spawn(io_, std::move(task), [](const std::exception_ptr&) {});
  }

  Mailbox<int> mailbox_{executor(), clock_};
  std::vector<Arrival> arrivals_;
};

TEST_F(MailboxTest, DeliversInOrderWhetherSomebodyWaitsOrNot) {
  std::vector<int> got;
  mailbox_.push(1);
  mailbox_.push(2);
  start(collect(mailbox_, got));
  settle();
  EXPECT_THAT(got, ElementsAre(1, 2));
  mailbox_.push(3);
  mailbox_.push(4);
  settle();
  EXPECT_THAT(got, ElementsAre(1, 2, 3, 4));
}

TEST_F(MailboxTest, WhatWasInItBeforeCloseIsStillDelivered) {
  std::vector<int> got;
  mailbox_.push(1);
  mailbox_.close();
  mailbox_.push(2);
  start(collect(mailbox_, got));
  settle();
  EXPECT_THAT(got, ElementsAre(1));
  EXPECT_EQ(mailbox_.take(), std::nullopt);
}

TEST_F(MailboxTest, CloseWakesTheOneWhoWaits) {
  start(note_arrival(mailbox_, kNever, arrivals_));
  settle();
  EXPECT_TRUE(arrivals_.empty());
  mailbox_.close();
  settle();
  EXPECT_THAT(arrivals_, ElementsAre(Arrival::closed));
}

TEST_F(MailboxTest, TheDeadlineEndsTheWaitAndNotBefore) {
  start(note_arrival(mailbox_, clock_.now() + 10s, arrivals_));
  settle();
  clock_.advance(10s - 1ns);
  settle();
  EXPECT_TRUE(arrivals_.empty());
  clock_.advance(1ns);
  settle();
  EXPECT_THAT(arrivals_, ElementsAre(Arrival::deadline));
  EXPECT_EQ(clock_.pending(), 0U);
}

TEST_F(MailboxTest, AMessageThatComesWithTheDeadlineIsAMessage) {
  start(note_arrival(mailbox_, clock_.now() + 1s, arrivals_));
  settle();
  clock_.advance(1s);
  mailbox_.push(7);
  settle();
  EXPECT_THAT(arrivals_, ElementsAre(Arrival::message));
  EXPECT_EQ(mailbox_.take(), 7);
}

TEST_F(MailboxTest, CancellationEndsTheWaitAndLosesNothing) {
  boost::asio::cancellation_signal signal;
  boost::asio::co_spawn(io_, note_arrival(mailbox_, kNever, arrivals_),
                        boost::asio::bind_cancellation_slot(signal.slot(), [](const std::exception_ptr&) {}));
  settle();
  signal.emit(boost::asio::cancellation_type::terminal);
  mailbox_.push(1);
  settle();
  EXPECT_EQ(arrivals_.size(), 1U);
  EXPECT_EQ(mailbox_.take(), 1);
}

Task<> race(Mailbox<int>& mailbox, int rounds, std::vector<int>& got) {
  using boost::asio::experimental::awaitable_operators::operator||;
  const Executor executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer rival(executor);
  for (int round = 0; round < rounds; ++round) {
    // The producer's message, the rival's expiry and the consumer all meet in the same turns of the loop.
    boost::asio::post(executor, [&mailbox, round] { mailbox.push(round); });
    rival.expires_after(0s);
    auto message = mailbox.ready();
    auto expiry = rival.async_wait(boost::asio::use_awaitable);
    co_await (std::move(message) || std::move(expiry));
    while (const auto taken = mailbox.take())
      got.push_back(*taken);
  }
  while (const auto taken = mailbox.take())
    got.push_back(*taken);
}

TEST_F(MailboxTest, LosesNothingWhenRacedAgainstATimer) {
  constexpr int kRounds = 2000;
  std::vector<int> got;
  run(race(mailbox_, kRounds, got));
  settle();
  while (const auto taken = mailbox_.take())
    got.push_back(*taken);
  ASSERT_EQ(got.size(), static_cast<std::size_t>(kRounds));
  for (int i = 0; i < kRounds; ++i)
    EXPECT_EQ(got[static_cast<std::size_t>(i)], i);
}

TEST_F(MailboxTest, CarriesWhatCanOnlyBeMoved) {
  Mailbox<std::unique_ptr<int>> mailbox(executor(), clock_);
  mailbox.push(std::make_unique<int>(5));
  EXPECT_EQ(**mailbox.take(), 5);
}

TEST_F(MailboxTest, ABoundedOneRefusesWhatDoesNotFit) {
  BoundedMailbox<int> mailbox(executor(), clock_, 2);
  EXPECT_EQ(mailbox.push(1), Delivery::accepted);
  EXPECT_EQ(mailbox.push(2), Delivery::accepted);
  EXPECT_EQ(mailbox.push(3), Delivery::overflow);
  EXPECT_EQ(mailbox.take(), 1);
  EXPECT_EQ(mailbox.push(4), Delivery::accepted);
  mailbox.close();
  EXPECT_EQ(mailbox.push(5), Delivery::closed);
  EXPECT_EQ(mailbox.take(), 2);
  EXPECT_EQ(mailbox.take(), 4);
  EXPECT_EQ(mailbox.take(), std::nullopt);
}

}  // namespace
}  // namespace herald::runtime
