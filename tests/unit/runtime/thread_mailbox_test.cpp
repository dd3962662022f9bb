#include "runtime/thread_mailbox.h"

#include "tests/unit/runtime/loop.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<> collect(ThreadMailbox<int>& mailbox, std::vector<int>& out) {
  while (co_await mailbox.ready() == Arrival::message) {
    while (const auto message = mailbox.take())
      out.push_back(*message);
  }
}

Task<> note_arrival(ThreadMailbox<int>& mailbox, Instant deadline, std::vector<Arrival>& out) {
  const Arrival arrival = co_await mailbox.ready(deadline);
  out.push_back(arrival);
}

class ThreadMailboxTest : public LoopTest {};

// Each producer marks its numbers; the box is small, so that producers meet its limit as well.
void produce(ThreadMailbox<int>& mailbox, int from, int count, int& refused) {
  for (int i = 0; i < count; ++i) {
    while (mailbox.push(from + i) == Delivery::overflow) {
      ++refused;
      std::this_thread::yield();
    }
  }
}

TEST_F(ThreadMailboxTest, EveryMessageOfEveryThreadArrivesOnceAndInItsThreadsOrder) {
  constexpr int kEach = 20000;
  ThreadMailbox<int> mailbox(executor(), clock_, 64);
  std::vector<int> got;
  int refused_one = 0;
  int refused_two = 0;
  std::thread producers([&] {
    std::thread other([&] { produce(mailbox, kEach, kEach, refused_two); });
    produce(mailbox, 0, kEach, refused_one);
    other.join();
    mailbox.close();
  });
  run(collect(mailbox, got));
  producers.join();
  ASSERT_EQ(got.size(), 2U * kEach);
  int next_low = 0;
  int next_high = kEach;
  for (const int value : got)
    EXPECT_EQ(value, value < kEach ? next_low++ : next_high++);
}

TEST_F(ThreadMailboxTest, RefusesBeyondItsCapacityAndAfterClose) {
  ThreadMailbox<int> mailbox(executor(), clock_, 1);
  EXPECT_EQ(mailbox.push(1), Delivery::accepted);
  EXPECT_EQ(mailbox.push(2), Delivery::overflow);
  EXPECT_EQ(mailbox.take(), 1);
  mailbox.close();
  EXPECT_EQ(mailbox.push(3), Delivery::closed);
}

TEST_F(ThreadMailboxTest, ADeadlineEndsTheWait) {
  ThreadMailbox<int> mailbox(executor(), clock_, 1);
  std::vector<Arrival> arrivals;
  boost::asio::co_spawn(io_, note_arrival(mailbox, clock_.now() + 1s, arrivals),
                        [](const std::exception_ptr&) {});
  settle();
  EXPECT_TRUE(arrivals.empty());
  clock_.advance(1s);
  settle();
  EXPECT_THAT(arrivals, ElementsAre(Arrival::deadline));
}

TEST_F(ThreadMailboxTest, ARingThatArrivesAfterItsEndHurtsNobody) {
  {
    ThreadMailbox<int> mailbox(executor(), clock_, 1);
    EXPECT_EQ(mailbox.push(1), Delivery::accepted);
  }
  settle();
}

}  // namespace
}  // namespace herald::runtime
