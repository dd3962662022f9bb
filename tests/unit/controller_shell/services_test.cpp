#include "controller/shell_services.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

model::Service service(bool load_balancer, const std::string& uid = "1") {
  model::Service made;
  made.key = {"shop", "web"};
  made.uid = uid;
  made.is_load_balancer = load_balancer;
  return made;
}

TEST(ServiceIndex, KeepsOnlyWhatConcernsUs) {
  ServiceIndex index;
  index.see(service(false), kStart);
  EXPECT_EQ(index.find({"shop", "web"}), nullptr);
  index.see(service(true), kStart);
  ASSERT_NE(index.find({"shop", "web"}), nullptr);
  model::Service left = service(false);
  left.ingress.push_back(*net::IpAddress::parse("192.0.2.1"));
  index.see(left, kStart);
  ASSERT_NE(index.find({"shop", "web"}), nullptr);  // its status is still ours to clear
  index.see(service(false), kStart);
  EXPECT_EQ(index.find({"shop", "web"}), nullptr);
}

TEST(ServiceIndex, TheWaitBeginsWhenItBecomesALoadBalancerAndIsTakenOnce) {
  ServiceIndex index;
  index.see(service(true), kStart);
  index.see(service(true), kStart + 2s);  // an edit elsewhere
  EXPECT_EQ(index.take_wait({"shop", "web"}, kStart + 3s), 3s);
  EXPECT_EQ(index.take_wait({"shop", "web"}, kStart + 4s), std::nullopt);
  index.see(service(true), kStart + 5s);
  EXPECT_EQ(index.take_wait({"shop", "web"}, kStart + 6s), std::nullopt);
  index.see(service(true, "2"), kStart + 7s);  // deleted and made again
  EXPECT_EQ(index.take_wait({"shop", "web"}, kStart + 9s), 2s);
}

TEST(ServiceIndex, OneThatHasItsAddressDoesNotWait) {
  ServiceIndex index;
  model::Service held = service(true);
  held.ingress.push_back(*net::IpAddress::parse("192.0.2.1"));
  index.see(held, kStart);
  EXPECT_EQ(index.take_wait({"shop", "web"}, kStart + 1s), std::nullopt);
}

}  // namespace
}  // namespace herald::controller
