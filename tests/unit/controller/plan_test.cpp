#include "controller/plan.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

TEST(Plan, GivesTheFirstServiceTheLowestAddress) {
  alloc::Allocator allocator;
  alloc::PoolSpec pool;
  pool.name = "my-ip-space";
  pool.addresses = {net::AddressBlock(*net::IpRange::make(*net::IpAddress::parse("192.168.23.220"),
                                                          *net::IpAddress::parse("192.168.23.223")))};
  EXPECT_TRUE(allocator.set_pools({pool}).empty());
  model::Service service;
  service.key = {"istio-system", "istio-ingressgateway"};
  service.is_load_balancer = true;
  service.cluster_ips = {*net::IpAddress::parse("10.233.55.135")};
  const Decision decision = plan({.service = service, .namespace_labels = {}, .allocator = allocator});
  EXPECT_EQ(decision.action, Action::assign);
  EXPECT_EQ(decision.message, "192.168.23.220 from pool \"my-ip-space\"");
}

}  // namespace
}  // namespace herald::controller
