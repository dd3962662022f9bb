// Over loopback: that needs no privilege.
#include "speaker/io/ring_port.h"

#include "tests/unit/speaker_io/kernel_filter.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace herald::speaker::io {
namespace {

struct Heard {
  DatagramKind kind;
  net::IpAddress from;
  std::uint16_t port;
  std::string bytes;
};

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class RingPortTest : public testing::Test {
 protected:
  std::unique_ptr<RingPort> open(const RingPortSettings& settings, std::vector<Heard>& heard) {
    auto port = RingPort::open(io_.get_executor(), settings, [&heard](const Datagram& datagram) {
      heard.push_back({datagram.kind, datagram.from, datagram.port,
                       std::string(datagram.bytes.begin(), datagram.bytes.end())});
    });
    EXPECT_TRUE(port) << (port ? "" : port.error());
    return *std::move(port);
  }

  boost::asio::io_context io_{1};
};

TEST(DatagramKind, IsToldByTheFirstThreeBits) {
  for (int first = 0; first < 256; ++first) {
    const std::vector<std::uint8_t> datagram = {static_cast<std::uint8_t>(first), 0};
    EXPECT_EQ(kind_of(datagram), first >= 0x20 && first < 0x40 ? DatagramKind::bfd : DatagramKind::message);
  }
  EXPECT_EQ(kind_of({}), DatagramKind::message);
}

TEST_F(RingPortTest, CarriesDatagramsInBothFamilies) {
  for (const char* const loopback : {"127.0.0.1", "::1"}) {
    SCOPED_TRACE(loopback);
    const net::IpAddress address = ip(loopback);
    RingPortSettings settings;
    (address.is_v4() ? settings.v4 : settings.v6) = address;
    settings.port = 0;
    std::vector<Heard> heard;
    std::vector<Heard> unheard;
    const auto here = open(settings, heard);
    const auto there = open(settings, unheard);
    there->send(address, here->port(),
                bytes_of("\x21"
                         "bfd"));
    there->send(address, here->port(), bytes_of("\x81sealed"));
    // Loopback delivers before send() returns.
    EXPECT_EQ(here->receive(10), 2);
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(heard[0].kind, DatagramKind::bfd);
    EXPECT_EQ(heard[0].bytes,
              "\x21"
              "bfd");
    EXPECT_EQ(heard[1].kind, DatagramKind::message);
    EXPECT_EQ(heard[1].from, address);
    EXPECT_EQ(heard[1].port, there->port());
    EXPECT_EQ(here->receive(10), 0);
  }
}

TEST_F(RingPortTest, HandsOverNoMoreThanItWasAskedFor) {
  std::vector<Heard> heard;
  const auto port = open({ip("127.0.0.1"), std::nullopt, 0}, heard);
  for (int i = 0; i < 100; ++i)
    port->send(ip("127.0.0.1"), port->port(), bytes_of("\x81" + std::to_string(i)));
  EXPECT_EQ(port->receive(70), 70);
  EXPECT_EQ(port->receive(70), 30);
  ASSERT_EQ(heard.size(), 100U);
  EXPECT_EQ(heard[99].bytes,
            "\x81"
            "99");
}

TEST_F(RingPortTest, DropsWhatWasCutShortAndWhatIsEmpty) {
  std::vector<Heard> heard;
  const auto port = open({ip("127.0.0.1"), std::nullopt, 0}, heard);
  port->send(ip("127.0.0.1"), port->port(), bytes_of(std::string(3000, 'x')));
  port->send(ip("127.0.0.1"), port->port(), {});
  port->send(ip("127.0.0.1"), port->port(), bytes_of(std::string(2048, 'x')));
  port->receive(10);
  EXPECT_EQ(heard.size(), 1U);
  EXPECT_EQ(port->counters().received, 3U);
  EXPECT_EQ(port->counters().oversized, 1U);
}

TEST_F(RingPortTest, CountsWhatItCannotSend) {
  std::vector<Heard> heard;
  const auto port = open({ip("127.0.0.1"), std::nullopt, 0}, heard);
  port->send(ip("127.0.0.1"), port->port(), bytes_of("\x81"));
  port->send(ip("127.0.0.1"), port->port(), bytes_of(std::string(70'000, 'x')));
  port->send(ip("::1"), port->port(), bytes_of("\x81"));  // no socket of that family: nothing to count
  EXPECT_EQ(port->counters().sent, 1U);
  EXPECT_EQ(port->counters().unsent, 1U);
}

TEST_F(RingPortTest, SaysWhoseThePortMayBe) {
  std::vector<Heard> heard;
  const auto first = open({ip("127.0.0.1"), std::nullopt, 0}, heard);
  const auto second = RingPort::open(io_.get_executor(), {ip("127.0.0.1"), std::nullopt, first->port()},
                                     [](const Datagram&) {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().find("another speaker"), std::string::npos) << second.error();
}

}  // namespace
}  // namespace herald::speaker::io
