#include "core/own/book.h"

#include "core/own/reconciler.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

net::IpAddress address(std::uint32_t n) {
  return net::IpAddress::v4(0x0a000000 + n);
}
Instant at(Duration time) {
  return Instant{} + seconds(100) + time;
}
Wanted wanted(std::uint32_t n) {
  return {address(n), std::make_shared<NodeSet>(NodeSet{"a", "b"}), {}};
}
Claim claim(std::uint64_t epoch, const char* node, bool released = false) {
  return {Epoch(epoch), node_id(node), released};
}

TEST(Book, GreatestClaimStands) {
  Book book;
  EXPECT_TRUE(book.record(at({}), address(1), claim(3, "a")));
  EXPECT_FALSE(book.record(at({}), address(1), claim(2, "b")));
  EXPECT_FALSE(book.record(at({}), address(1), claim(3, "a")));
  EXPECT_TRUE(book.record(at({}), address(1), claim(4, "b")));
  EXPECT_EQ(book.find(address(1))->claim, claim(4, "b"));
  EXPECT_TRUE(book.claimed_by(node_id("a")).empty());
  EXPECT_EQ(book.claimed_by(node_id("b")).size(), 1U);
}

TEST(Book, LoadCountsWhatIsWantedAndHeld) {
  Book book;
  book.record(at({}), address(1), claim(1, "a"));
  EXPECT_EQ(book.load_of(node_id("a")), 0U);
  book.want(at({}), wanted(1));
  EXPECT_EQ(book.load_of(node_id("a")), 1U);
  book.record(at({}), address(1), claim(1, "a", true));
  EXPECT_EQ(book.load_of(node_id("a")), 0U);
  EXPECT_EQ(book.wanted(), 1U);
  book.unwant(at({}), address(1));
  EXPECT_EQ(book.wanted(), 0U);
}

TEST(Book, ClaimsNobodyAskedForAreForgottenInTime) {
  Book book;
  book.record(at({}), address(1), claim(1, "a"));
  book.record(at({}), address(2), claim(1, "a"));
  book.want(at(minutes(5)), wanted(2));
  book.forget_unasked(at(minutes(10) - milliseconds(1)));
  EXPECT_NE(book.find(address(1)), nullptr);
  book.forget_unasked(at(minutes(10)));
  EXPECT_EQ(book.find(address(1)), nullptr);
  EXPECT_NE(book.find(address(2)), nullptr);
}

// The ten minutes begin anew.
TEST(Book, WhatIsAskedForInBetweenIsRememberedFromThenOn) {
  Book book;
  book.record(at({}), address(1), claim(1, "a"));
  book.want(at(minutes(5)), wanted(1));
  book.unwant(at(minutes(6)), address(1));
  book.forget_unasked(at(minutes(15)));
  EXPECT_NE(book.find(address(1)), nullptr);
  book.forget_unasked(at(minutes(16)));
  EXPECT_EQ(book.find(address(1)), nullptr);
}

TEST(Book, TheNewestOfTooManyIsNotDropped) {
  Book book;
  for (std::uint32_t n = Book::kMostUnasked; n > 0;
       --n)  // of one moment, and none of them older by its place
    book.record(at({}), address(n), claim(1, "a"));
  book.record(at({}), address(0), claim(1, "a"));
  EXPECT_NE(book.find(address(0)), nullptr);
  EXPECT_EQ(book.slots().size(), Book::kMostUnasked);
}

TEST(Book, ClaimsNobodyAskedForAreBounded) {
  Book book;
  for (std::uint32_t n = 0; n < Book::kMostUnasked + 10; ++n)
    book.record(at({}), address(n), claim(1, "a"));
  EXPECT_EQ(book.slots().size(), Book::kMostUnasked);
  EXPECT_EQ(book.find(address(9)), nullptr) << "the oldest go first";
  EXPECT_NE(book.find(address(10)), nullptr);
}

TEST(Book, FingerprintsAreOfWhatIsWantedAndDoNotRememberTheWay) {
  Book one;
  Book other;
  one.record(at({}), address(1), claim(1, "a"));
  EXPECT_EQ(one.fingerprints(), other.fingerprints()) << "not wanted";
  one.want(at({}), wanted(1));
  one.record(at({}), address(1), claim(2, "b"));
  other.want(at({}), wanted(1));
  EXPECT_NE(one.fingerprints(), other.fingerprints());
  other.record(at({}), address(1), claim(2, "b"));
  EXPECT_EQ(one.fingerprints(), other.fingerprints());
  EXPECT_EQ(one.in_buckets(~0ULL), (std::vector<AddressClaim>{{address(1), claim(2, "b")}}));
  EXPECT_TRUE(one.in_buckets(~(1ULL << Book::bucket_of(address(1)))).empty());
  one.unwant(at({}), address(1));
  EXPECT_EQ(one.fingerprints(), Book::Fingerprints());
}

TEST(Book, AlarmsRingInTheirOrderAndOnce) {
  Book book;
  Slot& one = book.want(at({}), wanted(1));
  Slot& two = book.want(at({}), wanted(2));
  book.set_alarm(address(1), one, at(seconds(2)));
  book.set_alarm(address(2), two, at(seconds(3)));
  book.set_alarm(address(2), two, at(seconds(1)));
  EXPECT_EQ(book.next_alarm(), at(seconds(1)));
  EXPECT_TRUE(book.take_alarms(at({})).empty());
  EXPECT_EQ(book.take_alarms(at(seconds(5))), (std::vector{address(2), address(1)}));
  EXPECT_EQ(book.next_alarm(), kNever);
  EXPECT_EQ(one.alarm, kNever);
}

TEST(Book, CountsRoles) {
  Book book;
  Slot& slot = book.want(at({}), wanted(1));
  EXPECT_EQ(book.with_role(Role::bystander), 1U);
  book.set_role(slot, Role::yielding);
  EXPECT_EQ(book.with_role(Role::yielding), 1U);
  EXPECT_EQ(book.with_role(Role::bystander), 0U);
}

struct Neighbours {
  Book mine;
  Views views;
  body::Digest theirs;
  Reconciler reconciler;

  body::Pull compare(Duration time) {
    return reconciler.compare(at(time), node_id("b"), theirs, mine, views);
  }
};

TEST(Reconciler, EqualNeedsNothing) {
  Neighbours n;
  EXPECT_EQ(n.compare({}), body::Pull());
}

TEST(Reconciler, DifferenceIsExchangedOnceItHasSettled) {
  Neighbours n;
  n.mine.want(at({}), wanted(1));
  n.mine.record(at({}), address(1), claim(1, "a"));
  EXPECT_EQ(n.compare(milliseconds(199)), body::Pull()) << "it may be on its way";
  EXPECT_EQ(n.compare(milliseconds(200)).claims, 1ULL << Book::bucket_of(address(1)));
  EXPECT_EQ(n.compare(seconds(1)), body::Pull()) << "the same difference is not tried again at once";
  EXPECT_NE(n.compare(seconds(4)), body::Pull()) << "but later";
  n.theirs.urgent = true;
  EXPECT_NE(n.compare(seconds(4)), body::Pull());
}

TEST(Reconciler, TakesAFewBucketsAtATime) {
  Neighbours n;
  for (std::uint64_t& fingerprint : n.theirs.claims)
    fingerprint = 1;
  int rounds = 0;
  std::uint64_t all = 0;
  for (; all != ~0ULL; ++rounds)
    all |= n.compare(milliseconds(rounds)).claims;
  EXPECT_EQ(rounds, 4);
}

// Dealt once, and only what has changed again: what was dealt counts until it is claimed.
TEST(Book, KnowsWhatIsDealtAndWhatHasToBe) {
  Book book;
  const net::IpAddress one = net::IpAddress::v4(1);
  const net::IpAddress two = net::IpAddress::v4(2);
  Slot& first = book.want({}, {one, nullptr, {}});
  Slot& second = book.want({}, {two, nullptr, {}});
  book.set_orphan(one, first, true);
  book.set_orphan(two, second, true);
  EXPECT_EQ(book.undealt().size(), 2U);
  book.set_dealt(one, first, NodeId(7));
  book.set_dealt(two, second, std::nullopt);
  EXPECT_TRUE(book.undealt().empty());
  EXPECT_EQ(book.awaited_of(NodeId(7)), 1U);
  book.set_dealt(one, first, NodeId(8));
  EXPECT_EQ(book.awaited_of(NodeId(7)), 0U);
  EXPECT_EQ(book.awaited_of(NodeId(8)), 1U);
  book.deal_all_anew();
  EXPECT_EQ(book.undealt().size(), 2U);
  EXPECT_EQ(book.awaited_of(NodeId(8)), 0U);
  EXPECT_EQ(first.dealt_to, NodeId(8)) << "to be compared with the next one";
  book.set_dealt(one, first, NodeId(8));
  book.set_orphan(one, first, false);
  EXPECT_EQ(book.awaited_of(NodeId(8)), 0U);
  EXPECT_EQ(*book.undealt().begin(), two);
  EXPECT_EQ(book.undealt().size(), 1U);
}

}  // namespace
}  // namespace herald::own
