#include "controller/waiters.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

const model::ServiceKey kA{"shop", "a"};
const model::ServiceKey kB{"shop", "b"};
const net::IpAddress kAddress = net::IpAddress::v4(1);

TEST(Waiters, WakesThoseWhoWaitForJustThat) {
  Waiters waiters;
  waiters.set(kA, {.pools = {"red"}, .addresses = {}, .sharing_keys = {"web"}});
  waiters.set(kB, {.pools = {"blue"}, .addresses = {kAddress}, .sharing_keys = {}});
  EXPECT_EQ(waiters.woken_by({.pools = {"red"}, .addresses = {}, .sharing_keys = {}}), ServiceKeys{kA});
  EXPECT_EQ(waiters.woken_by({.pools = {}, .addresses = {kAddress}, .sharing_keys = {}}), ServiceKeys{kB});
  EXPECT_EQ(waiters.woken_by({.pools = {"blue"}, .addresses = {}, .sharing_keys = {"web"}}),
            (ServiceKeys{kA, kB}));
  EXPECT_TRUE(waiters.woken_by({.pools = {"green"}, .addresses = {}, .sharing_keys = {}}).empty());
}

TEST(Waiters, ANewWishReplacesTheOldOne) {
  Waiters waiters;
  waiters.set(kA, {.pools = {"red"}, .addresses = {}, .sharing_keys = {}});
  waiters.set(kA, {.pools = {"blue"}, .addresses = {}, .sharing_keys = {}});
  EXPECT_TRUE(waiters.woken_by({.pools = {"red"}, .addresses = {}, .sharing_keys = {}}).empty());
  EXPECT_EQ(waiters.woken_by({.pools = {"blue"}, .addresses = {}, .sharing_keys = {}}), ServiceKeys{kA});
}

TEST(Waiters, OneWhoWaitsForNothingInParticularIsStillOne) {
  Waiters waiters;
  waiters.set(kA, {});
  EXPECT_EQ(waiters.all(), ServiceKeys{kA});
  waiters.remove(kA);
  EXPECT_TRUE(waiters.all().empty());
}

}  // namespace
}  // namespace herald::controller
