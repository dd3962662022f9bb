// A speaker and a router at the two ends of a cable, each in a network namespace of its own.
//
//     node   eth0  10.0.0.2/24 fd00::2/64  ----  10.0.0.1/24 fd00::1/64  eth0   router
#pragma once

#include "tests/integration/bgp/daemon.h"
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/bgp/router.h"
#include "tests/integration/bgp/speaker.h"
#include "tests/integration/netns/network_namespace.h"

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace herald::interop {

using speaker::bgp_order::PeerWanted;

[[nodiscard]] net::Cidr prefix(std::string_view text);

class Interop : public testing::TestWithParam<Make> {
 protected:
  void SetUp() override;
  // Says what both sides saw when the test has failed.
  void TearDown() override;

  // eBGP from 65001 to 65000 at 10.0.0.1: what a test changes is what it is about.
  [[nodiscard]] static PeerWanted peer();
  void start(const RouterSettings& settings);
  void start_speaker(const PeerWanted& wanted);
  // Both, and waits for the session.
  void connect(const RouterSettings& settings, const PeerWanted& wanted);

  // From now on nothing passes between the two, without any interface going down; and again.
  void cut() const;
  void heal() const;

  void announce(std::string_view prefix, const bgp::RouteAttributes& attributes = {});
  void withdraw(std::string_view prefix);
  // Waits until the router holds the prefix, and says what it then holds.
  HeldRoute held(std::string_view prefix);
  [[nodiscard]] bool holds(std::string_view prefix);

  netns::NetworkNamespace node_;
  netns::NetworkNamespace router_place_;
  std::unique_ptr<Router> router_;
  std::unique_ptr<Speaker> speaker_;
};

// Each test with each make of router.
#define HERALD_WITH_ROUTERS(fixture)                                              \
  INSTANTIATE_TEST_SUITE_P(With, fixture, testing::Values(Make::frr, Make::bird), \
                           [](const auto& row) { return ::herald::interop::name_of(row.param); })

}  // namespace herald::interop
