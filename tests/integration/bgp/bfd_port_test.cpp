// BFD's sockets against the kernel, on a clock that the test moves: what is not there yet, goes, or comes
// back.
#include "speaker/io/bfd_port.h"

#include "speaker/io/bfd_socket.h"
#include "speaker/io/bgp_socket.h"
#include "speaker/io/router_watch.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/unit/runtime/loop.h"

#include <array>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::interop {
namespace {

using speaker::bgp_report::Listening;
using speaker::io::Descriptor;
using speaker::peering::ListenFailed;
using testing::HasSubstr;

constexpr const char* kOurs = "10.0.0.2";
constexpr const char* kSecond = "10.0.0.7";
constexpr const char* kTheirs = "10.0.0.1";

net::IpAddress ip(const char* text) {
  return net::IpAddress::parse(text).value();
}

// Where the router would listen for BFD.
class Ear {
 public:
  explicit Ear(const netns::NetworkNamespace& where) {
    where.run([this] { socket_ = speaker::io::listening_bfd_socket(net::Family::ipv4, 3784).value(); });
  }

  struct Heard {
    std::string from;
    std::uint16_t port = 0;
  };
  // The next packet; the limit is only there to end a test that hangs.
  [[nodiscard]] std::optional<Heard> next() const {
    pollfd readable{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, 5000) != 1) return std::nullopt;
    std::array<std::uint8_t, 64> bytes{};
    sockaddr_storage from{};
    socklen_t size = sizeof(from);
    if (::recvfrom(socket_.number(), bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from),
                   &size) < 0)
      return std::nullopt;
    return Heard{speaker::io::from_system(from).address.to_string(),
                 ntohs(reinterpret_cast<const sockaddr_in&>(from).sin_port)};
  }
  [[nodiscard]] bool silent() const {
    pollfd readable{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    return ::poll(&readable, 1, 0) == 0;
  }

 private:
  Descriptor socket_;
};

class BfdPort : public runtime::LoopTest {
 protected:
  void SetUp() override { plug_in(); }

  // A cable between the two, which takes the place of one that was pulled out.
  void plug_in() {
    netns::NetworkNamespace::connect({node_, "eth0"}, {router_, "eth0"});
    node_.ip(std::string("addr add ") + kOurs + "/24 dev eth0");
    router_.ip(std::string("addr add ") + kTheirs + "/24 dev eth0");
  }

  void send(const speaker::bgp_order::Path& path) {
    node_.run([&] { port_.send({.to = ip(kTheirs), .path = path, .multihop = false, .packet = {1, 2, 3}}); });
  }
  // What the loop does in the node.
  void go_on() {
    node_.run([&] { settle(); });
  }
  template <class Port>
  void end(Port& port) {
    run(port.leave());
  }

  void tell(const speaker::peering::Event& event) {
    if (const auto* failed = std::get_if<ListenFailed>(&event)) refusals_.push_back(*failed);
    if (const auto* received = std::get_if<speaker::peering::BfdReceived>(&event))
      heard_.push_back(*received);
  }

  std::vector<ListenFailed> refusals_;
  std::vector<speaker::peering::BfdReceived> heard_;
  netns::NetworkNamespace node_;
  netns::NetworkNamespace router_;
  speaker::io::BfdPort port_{executor(), clock_, logger_, [this](auto event) { tell(event); }};
};

TEST_F(BfdPort, ASourceAddressThatComesLaterIsUsed) {
  const Ear router(router_);
  const speaker::bgp_order::Path path{.address = ip(kTheirs), .source = ip(kSecond)};
  send(path);
  EXPECT_TRUE(router.silent()) << "from another address the peer would not know us";
  node_.ip(std::string("addr add ") + kSecond + "/24 dev eth0");
  send(path);
  const auto first = router.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->from, kSecond);
  EXPECT_GE(first->port, speaker::io::kFirstBfdSourcePort);
  send(path);
  EXPECT_EQ(router.next()->port, first->port) << "which it keeps (RFC 5881 section 4)";
}

TEST_F(BfdPort, ADeviceThatComesBackIsBoundAnew) {
  const Ear router(router_);
  const speaker::bgp_order::Path path{.address = ip(kTheirs), .interface = "eth0"};
  send(path);
  ASSERT_TRUE(router.next());
  node_.ip("link delete eth0");
  plug_in();
  send(path);  // finds that the device is another one
  send(path);
  EXPECT_TRUE(router.next());
}

TEST_F(BfdPort, APortThatComesFreeIsTaken) {
  auto other = std::make_unique<Ear>(node_);
  port_.watch({.single_hop = true});
  EXPECT_TRUE(refusals_.empty()) << "not from inside";
  go_on();
  ASSERT_EQ(refusals_.size(), 1U);
  EXPECT_EQ(refusals_[0].to, Listening::bfd);
  EXPECT_THAT(refusals_[0].why, HasSubstr("another BFD daemon"));
  clock_.advance(std::chrono::seconds(10));
  go_on();
  EXPECT_EQ(refusals_.size(), 1U) << "said once";

  other.reset();
  clock_.advance(std::chrono::seconds(10));
  go_on();
  ASSERT_EQ(refusals_.size(), 2U);
  EXPECT_EQ(refusals_[1].why, "") << "it can again";
  node_.run([&] {
    port_.send({.to = ip(kOurs), .path = {}, .multihop = false, .packet = {1, 2, 3}});
    port_.hear_waiting([&](const auto& received) { heard_.push_back(received); });
  });
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_EQ(heard_[0].ttl, 255);
  end(port_);
}

// Out of descriptors is the reason that a test can make and unmake.
TEST_F(BfdPort, RouterAdvertisementsAreHeardAsSoonAsTheyCanBe) {
  speaker::io::RouterWatch watch(executor(), clock_, logger_, [this](auto event) { tell(event); });
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const auto limit_descriptors = [&](rlim_t most) {
    const rlimit limit{.rlim_cur = most, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  };
  node_.run([&] {
    limit_descriptors(3);
    watch.watch({{"eth0"}});
    settle();
    limit_descriptors(before.rlim_cur);
  });
  ASSERT_EQ(refusals_.size(), 1U);
  EXPECT_EQ(refusals_[0].to, Listening::routers);
  clock_.advance(std::chrono::seconds(10));
  go_on();
  ASSERT_EQ(refusals_.size(), 2U);
  EXPECT_EQ(refusals_[1].why, "");
  end(watch);
}

}  // namespace
}  // namespace herald::interop
