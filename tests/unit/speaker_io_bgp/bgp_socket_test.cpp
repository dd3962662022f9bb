#include "speaker/io/bgp_socket.h"

#include <cerrno>
#include <netinet/in.h>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::io {
namespace {

using bgp_order::Path;
using testing::HasSubstr;

net::IpAddress ip(const char* text) {
  return *net::IpAddress::parse(text);
}

std::string refusal(const Path& path) {
  const auto socket = dialing_socket(path);
  return socket ? "" : socket.error();
}

TEST(BgpSocket, SaysWhatToDoAboutARefusal) {
  EXPECT_EQ(refusal({.address = ip("192.0.2.1")}), "");
  EXPECT_EQ(refusal({.address = ip("192.0.2.1"), .source = ip("203.0.113.77")}),
            "source-address 203.0.113.77 is not an address of this node");
  EXPECT_THAT(refusal({.address = ip("192.0.2.1"), .source = ip("::1")}), HasSubstr("differ in family"));
  EXPECT_EQ(refusal({.address = ip("192.0.2.1"), .interface = "nowhere7"}),
            "this node has no interface nowhere7");
  EXPECT_THAT(refusal({.address = ip("fe80::1")}), HasSubstr("needs an interface"));
  EXPECT_THAT(refusal({.address = ip("192.0.2.1"), .password = std::string(81, 'x')}), HasSubstr("80 bytes"));
}

TEST(BgpSocket, SaysWhoHasThePort) {
  const std::vector<Path> peers{{.address = ip("127.0.0.1")}};
  const auto first = listening_socket(net::Family::ipv4, 0, peers);
  ASSERT_TRUE(first);
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  ASSERT_EQ(::getsockname(first->socket.number(), reinterpret_cast<sockaddr*>(&storage), &size), 0);
  const auto& address = reinterpret_cast<const sockaddr_in&>(storage);
  const auto second = listening_socket(net::Family::ipv4, ntohs(address.sin_port), peers);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another program has it"));
}

// One from a Secret may be of any length.
TEST(BgpSocket, APasswordThatCannotBeSetLeavesThatPeerOut) {
  const std::vector<Path> peers{{.address = ip("127.0.0.1")},
                                {.address = ip("127.0.0.2"), .password = std::string(81, 'x')},
                                {.address = ip("127.0.0.3"), .password = std::string(80, 'x')},
                                {.address = ip("::1"), .password = std::string(81, 'x')}};
  const auto listener = listening_socket(net::Family::ipv4, 0, peers);
  ASSERT_TRUE(listener);
  ASSERT_EQ(listener->admitted.size(), 2U);
  EXPECT_EQ(listener->admitted[0].address, ip("127.0.0.1"));
  EXPECT_EQ(listener->admitted[1].address, ip("127.0.0.3"));
  EXPECT_EQ(listener->left_out, "127.0.0.2: the password is longer than the 80 bytes that TCP MD5 takes");
}

TEST(BgpSocket, AddressesSurviveTheSystem) {
  for (const char* text : {"192.0.2.1", "2001:db8::1"}) {
    EXPECT_EQ(from_system(to_system(ip(text), 179, "").storage), (Endpoint{ip(text), ""}));
  }
  EXPECT_EQ(from_system(to_system(ip("fe80::1"), 179, "lo").storage), (Endpoint{ip("fe80::1"), "lo"}));
}

TEST(BgpSocket, ExplainsErrorsOfTheNetwork) {
  const Path path{.address = ip("192.0.2.1")};
  EXPECT_THAT(explain(ECONNREFUSED, path), HasSubstr("192.0.2.1 port 179 refuses"));
  EXPECT_THAT(explain(EHOSTUNREACH, path), HasSubstr("ebgp-multihop"));
  EXPECT_THAT(explain(ETIMEDOUT, path), HasSubstr("password"));
  EXPECT_THAT(explain(EPERM, path), HasSubstr("packet filter"));
}

}  // namespace
}  // namespace herald::speaker::io
