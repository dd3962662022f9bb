#include "controller/waiters.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

const net::IpAddress kAddress = net::IpAddress::v4(1);

model::Service service(const std::string& name, std::int64_t created = 1) {
  model::Service made;
  made.key = {"shop", name};
  made.created = UnixSeconds(created);
  return made;
}

const model::Service kA = service("a", 2);
const model::Service kB = service("b", 1);

alloc::Room place(const std::string& pool, net::Family family = net::Family::ipv4) {
  return {.pool = pool, .family = family};
}

alloc::Waits room_in(const std::string& pool, net::Family family = net::Family::ipv4) {
  return {.room = {place(pool, family)}, .addresses = {}, .sharing_keys = {}};
}

TEST(Waiters, WakesThoseWhoWaitForJustThat) {
  Waiters waiters;
  waiters.set(kA, {.room = {place("red")}, .addresses = {}, .sharing_keys = {"web"}});
  waiters.set(kB, {.room = {}, .addresses = {kAddress}, .sharing_keys = {}});
  EXPECT_EQ(waiters.woken_by({.room = {}, .addresses = {kAddress}, .sharing_keys = {}}), ServiceKeys{kB.key});
  EXPECT_EQ(waiters.woken_by({.room = {}, .addresses = {kAddress}, .sharing_keys = {"web"}}),
            (ServiceKeys{kA.key, kB.key}));
  EXPECT_TRUE(waiters.woken_by(room_in("red")).empty()) << "they are asked one by one";
}

TEST(Waiters, ForRoomTheOldestIsAskedFirst) {
  Waiters waiters;
  waiters.set(kA, room_in("red"));
  waiters.set(kB, room_in("red"));
  waiters.set(service("c", 1), room_in("blue"));
  EXPECT_EQ(waiters.next_for(place("red"), std::nullopt), seniority_of(kB));
  EXPECT_EQ(waiters.next_for(place("red"), seniority_of(kB)), seniority_of(kA));
  EXPECT_EQ(waiters.next_for(place("red"), seniority_of(kA)), std::nullopt);
  EXPECT_EQ(waiters.next_for(place("green"), std::nullopt), std::nullopt);
  waiters.remove(kB.key);
  EXPECT_EQ(waiters.next_for(place("red"), std::nullopt), seniority_of(kA));
}

TEST(Waiters, RoomForOneFamilyIsNoneForTheOther) {
  Waiters waiters;
  waiters.set(kA, room_in("red", net::Family::ipv6));
  waiters.set(kB, room_in("red"));
  EXPECT_EQ(waiters.next_for(place("red"), std::nullopt), seniority_of(kB));
  EXPECT_EQ(waiters.next_for(place("red"), seniority_of(kB)), std::nullopt);
  EXPECT_EQ(waiters.next_for(place("red", net::Family::ipv6), std::nullopt), seniority_of(kA));
}

TEST(Waiters, ANewWishReplacesTheOldOne) {
  Waiters waiters;
  waiters.set(kA, room_in("red"));
  waiters.set(kA, room_in("blue"));
  EXPECT_EQ(waiters.next_for(place("red"), std::nullopt), std::nullopt);
  EXPECT_EQ(waiters.next_for(place("blue"), std::nullopt), seniority_of(kA));
}

TEST(Waiters, OneWhoWaitsForNothingInParticularIsStillOne) {
  Waiters waiters;
  waiters.set(kA, {});
  EXPECT_EQ(waiters.all(), ServiceKeys{kA.key});
  waiters.remove(kA.key);
  EXPECT_TRUE(waiters.all().empty());
}

}  // namespace
}  // namespace herald::controller
