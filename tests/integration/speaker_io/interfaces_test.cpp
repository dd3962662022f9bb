#include "speaker/io/interfaces.h"

#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/speaker_io/frames.h"
#include "tests/integration/speaker_io/loop.h"

#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace herald::speaker::io {
namespace {

class InterfacesTest : public testing::Test {
 protected:
  InterfacesTest() {
    netns::NetworkNamespace::connect({node_, "eth0"}, {neighbour_, "eth0"});
    // The link-local ones are the kernel's to add, at its own time.
    node_.sysctl("net/ipv6/conf/default/addr_gen_mode", "1");
    node_.sysctl("net/ipv6/conf/eth0/addr_gen_mode", "1");
    node_.ip("addr flush dev eth0");
  }

  void start() {
    node_.run([&] {
      auto opened = InterfaceMonitor::open(loop_.executor(), loop_.clock(),
                                           [this](InterfaceChanges changes) { take(std::move(changes)); });
      ASSERT_TRUE(opened) << opened.error();
      monitor_ = *std::move(opened);
    });
    loop_.spawn(monitor_->run());
    ASSERT_TRUE(loop_.run_until([&] { return told_; }));
  }

  void take(InterfaceChanges changes) {
    told_ = true;
    for (InterfaceChange& change : changes) {
      if (const auto* const gone = std::get_if<InterfaceGone>(&change)) {
        std::erase_if(known_, [&](const Interface& one) { return one.index == gone->index; });
        ++gone_;
      } else {
        Interface& told = std::get<Interface>(change);
        std::erase_if(known_, [&](const Interface& one) { return one.index == told.index; });
        known_.push_back(std::move(told));
      }
    }
  }

  [[nodiscard]] std::optional<Interface> find(const std::string& name) const {
    const auto found = std::ranges::find(known_, name, &Interface::name);
    return found == known_.end() ? std::nullopt : std::optional(*found);
  }

  // Whether eth0 comes to look like that.
  template <class Look>
  [[nodiscard]] bool comes(Look look, const std::string& name = "eth0") {
    return loop_.run_until([&] {
      const auto found = find(name);
      return found && look(*found);
    });
  }
  [[nodiscard]] bool goes(const std::string& name = "eth0") {
    return loop_.run_until([&] { return !find(name); });
  }

  netns::NetworkNamespace node_;
  netns::NetworkNamespace neighbour_;
  Loop loop_;
  std::unique_ptr<InterfaceMonitor> monitor_;
  std::vector<Interface> known_;
  bool told_ = false;
  int gone_ = 0;
};

TEST_F(InterfacesTest, TellsAtFirstWhatIsThere) {
  node_.ip("addr add 10.0.0.1/24 dev eth0");
  node_.ip("addr add 2001:db8::1/64 dev eth0 nodad");
  node_.ip("route add default via 10.0.0.254");
  node_.ip("-6 route add default via 2001:db8::ff");
  start();
  ASSERT_EQ(known_.size(), 1U) << "loopback is no interface of ours";
  EXPECT_EQ(known_[0].name, "eth0");
  EXPECT_TRUE(known_[0].up);
  // An IPv6 address becomes usable at the kernel's own time, even when nothing is checked before.
  EXPECT_TRUE(comes([](const Interface& eth0) {
    return eth0.addresses == std::vector{ip("10.0.0.1"), ip("2001:db8::1")} &&
           eth0.gateways == std::vector{ip("10.0.0.254"), ip("2001:db8::ff")};
  }));
}

TEST_F(InterfacesTest, SeesTheCableBeingPulledAndPutBack) {
  start();
  neighbour_.ip("link set eth0 down");
  EXPECT_TRUE(comes([](const Interface& eth0) { return !eth0.up; }));
  neighbour_.ip("link set eth0 up");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.up; }));
  node_.ip("link set eth0 down");
  EXPECT_TRUE(comes([](const Interface& eth0) { return !eth0.up; }));
}

TEST_F(InterfacesTest, SeesAddressesComeAndGo) {
  start();
  node_.ip("addr add 10.0.0.1/24 dev eth0");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.addresses.size() == 1; }));
  node_.ip("addr add 2001:db8::1/64 dev eth0 nodad");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.addresses.size() == 2; }));
  node_.ip("addr del 10.0.0.1/24 dev eth0");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.addresses == std::vector{ip("2001:db8::1")}; }));
}

TEST_F(InterfacesTest, SeesGatewaysChange) {
  node_.ip("addr add 10.0.0.1/24 dev eth0");
  start();
  node_.ip("route add default via 10.0.0.254");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.gateways == std::vector{ip("10.0.0.254")}; }));
  node_.ip("route add default metric 100 nexthop via 10.0.0.252 nexthop via 10.0.0.253");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.gateways.size() == 3; }));
  node_.ip("route add 10.5.0.0/16 via 10.0.0.77");
  node_.ip("route del default via 10.0.0.254");
  EXPECT_TRUE(comes([](const Interface& eth0) {
    return eth0.gateways == std::vector{ip("10.0.0.252"), ip("10.0.0.253")};
  }));
}

// The kernel drops the route without saying so.
TEST_F(InterfacesTest, SeesAGatewayGoWithItsLink) {
  node_.ip("addr add 10.0.0.1/24 dev eth0");
  node_.ip("route add default via 10.0.0.254");
  start();
  node_.ip("link set eth0 down");
  EXPECT_TRUE(comes([](const Interface& eth0) { return !eth0.up && eth0.gateways.empty(); }));
}

TEST_F(InterfacesTest, SeesAGatewayGoWithItsAddress) {
  node_.ip("addr add 10.0.0.1/24 dev eth0");
  node_.ip("route add default via 10.0.0.254");
  start();
  node_.ip("addr del 10.0.0.1/24 dev eth0");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.addresses.empty() && eth0.gateways.empty(); }));
}

TEST_F(InterfacesTest, SeesAnotherMacAndAnotherName) {
  start();
  node_.ip("link set eth0 address 02:00:00:00:aa:01");
  EXPECT_TRUE(
      comes([](const Interface& eth0) { return eth0.mac == net::MacAddress({2, 0, 0, 0, 0xaa, 1}); }));
  const std::uint32_t index = find("eth0")->index;
  node_.ip("link set eth0 down");
  node_.ip("link set eth0 name lan0");
  EXPECT_TRUE(comes([&](const Interface& lan0) { return lan0.index == index; }, "lan0"));
  EXPECT_FALSE(find("eth0"));
  EXPECT_EQ(gone_, 0);
}

TEST_F(InterfacesTest, SeesAnInterfaceGoAndAnotherOfItsNameCome) {
  start();
  const std::uint32_t before = find("eth0")->index;
  node_.ip("link delete eth0");
  EXPECT_TRUE(goes());
  netns::NetworkNamespace::connect({node_, "eth0"}, {neighbour_, "eth0"});
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.up; }));
  EXPECT_NE(find("eth0")->index, before);
}

TEST_F(InterfacesTest, APortOfABridgeIsGoneUntilItLeaves) {
  start();
  node_.ip("link add br0 type bridge");
  EXPECT_TRUE(comes([](const Interface& bridge) { return !bridge.up; }, "br0"));
  node_.ip("link set eth0 master br0");
  node_.ip("link set br0 up");
  EXPECT_TRUE(goes());
  EXPECT_TRUE(comes([](const Interface& bridge) { return bridge.up; }, "br0"));
  node_.ip("link set eth0 nomaster");
  EXPECT_TRUE(comes([](const Interface& eth0) { return eth0.up; }));
}

TEST_F(InterfacesTest, NoarpInterfacesDoNotShowUp) {
  start();
  node_.ip("link set eth0 arp off");
  EXPECT_TRUE(goes());
}

// More news than the socket holds while nobody reads.
TEST_F(InterfacesTest, FindsItsWayBackAfterAnOverrun) {
  node_.ip("addr add 10.0.0.1/16 dev eth0");
  start();
  std::string lines;
  for (int i = 0; i < 6000; ++i)
    lines +=
        "addr add 10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) + "/16 dev eth0\n";
  lines += "addr del 10.0.0.1/16 dev eth0\n";
  node_.ip_batch(lines);
  EXPECT_TRUE(comes([](const Interface& eth0) {
    return eth0.addresses.size() == 6000 && eth0.addresses.front() == ip("10.1.0.1");
  }));
  EXPECT_GT(monitor_->resynchronisations(), 0U) << "make it more news";
}

}  // namespace
}  // namespace herald::speaker::io
