// Datagrams between two nodes.
#include "speaker/io/ring_port.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/speaker_io/frames.h"
#include "tests/integration/speaker_io/loop.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace herald::speaker::io {
namespace {

struct Node {
  netns::NetworkNamespace where;
  std::unique_ptr<RingPort> port;
  std::string heard;
  std::optional<net::IpAddress> from;
};

class RingExchangeTest : public testing::Test {
 protected:
  RingExchangeTest() { netns::NetworkNamespace::connect({a_.where, "eth0"}, {b_.where, "eth0"}); }

  void open(Node& node, const RingPortSettings& settings) {
    node.where.run([&] {
      auto port = RingPort::open(loop_.executor(), settings, [&](const Datagram& datagram) {
        node.heard.append(datagram.bytes.begin(), datagram.bytes.end());
        node.from = datagram.from;
      });
      ASSERT_TRUE(port) << port.error();
      node.port = *std::move(port);
    });
    loop_.spawn(node.port->run_v4());
    loop_.spawn(node.port->run_v6());
  }

  void send(Node& node, const char* to, const std::string& text) {
    node.port->send(ip(to), kRingPort, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

  Loop loop_;
  Node a_;
  Node b_;
};

TEST_F(RingExchangeTest, CarriesBothFamilies) {
  a_.where.ip("addr add 10.0.0.1/24 dev eth0");
  b_.where.ip("addr add 10.0.0.2/24 dev eth0");
  a_.where.ip("addr add 2001:db8::1/64 dev eth0 nodad");
  b_.where.ip("addr add 2001:db8::2/64 dev eth0 nodad");
  for (Node* const node : {&a_, &b_})
    open(*node, {ip("0.0.0.0"), ip("::"), kRingPort});
  send(a_, "10.0.0.2", "four");
  EXPECT_TRUE(loop_.run_until([&] { return b_.heard == "four"; }));
  EXPECT_EQ(b_.from, ip("10.0.0.1"));
  send(b_, "2001:db8::1", "six");
  EXPECT_TRUE(loop_.run_until([&] { return a_.heard == "six"; }));
  EXPECT_EQ(a_.from, ip("2001:db8::2"));
}

// Other speakers know a node by the address of its Lease; the kernel would choose another.
TEST_F(RingExchangeTest, SendsFromItsOwnAddressAlsoWhenThatCameLater) {
  a_.where.ip("addr add 10.0.0.1/24 dev eth0");
  b_.where.ip("addr add 10.0.0.2/24 dev eth0");
  open(a_, {ip("10.0.0.77"), std::nullopt, kRingPort});
  open(b_, {ip("10.0.0.2"), std::nullopt, kRingPort});
  a_.where.ip("addr add 10.0.0.77/24 dev eth0");
  send(a_, "10.0.0.2", "hello");
  EXPECT_TRUE(loop_.run_until([&] { return b_.heard == "hello"; }));
  EXPECT_EQ(b_.from, ip("10.0.0.77"));
}

TEST_F(RingExchangeTest, CountsWhatHasNoWayOut) {
  open(a_, {ip("0.0.0.0"), std::nullopt, kRingPort});
  send(a_, "10.9.9.9", "lost");
  EXPECT_EQ(a_.port->counters().unsent, 1U);
}

}  // namespace
}  // namespace herald::speaker::io
