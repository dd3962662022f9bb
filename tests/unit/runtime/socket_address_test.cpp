#include "runtime/socket_address.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

TEST(SocketAddressOf, ReadsAndWritesEachForm) {
  for (const char* const text : {"192.0.2.1:80", "[2001:db8::1]:65535", "0.0.0.0:0", "[::]:7472",
                                 "[fe80::1%lo]:1", "unix:/run/herald.sock"}) {
    const auto address = SocketAddress::parse(text);
    ASSERT_TRUE(address) << address.error();
    EXPECT_EQ(address->to_string(), text);
  }
  EXPECT_EQ(SocketAddress::parse(":80")->to_string(), "[::]:80");
  EXPECT_TRUE(SocketAddress::parse(":80")->is_any_v6());
}

TEST(SocketAddressOf, RefusesTheRestAndSaysWhatToWrite) {
  for (const std::string& text :
       {std::string(), std::string("80"), std::string("localhost:80"), std::string("192.0.2.1"),
        std::string("192.0.2.1:65536"), std::string("192.0.2.1:http"), std::string("192.0.2.1:"),
        std::string("::1:80"), std::string("[::1]"), std::string("[]:x"), std::string("[::1]80"),
        std::string("unix:"), "unix:/" + std::string(200, 'x')}) {
    const auto address = SocketAddress::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_NE(address.error().find(text.starts_with("unix:") ? "bytes" : "write 192.0.2.1:80"),
              std::string::npos);
  }
}

TEST(SocketAddressOf, KnowsWhatOnlyThisMachineReaches) {
  for (const char* const text :
       {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "unix:/x"}) {
    EXPECT_TRUE(SocketAddress::parse(text)->is_local()) << text;
  }
  for (const char* const text :
       {"192.0.2.1:1", "[::]:1", "0.0.0.0:1", "[::ffff:192.0.2.1]:1", "[2001:db8::1]:1"}) {
    EXPECT_FALSE(SocketAddress::parse(text)->is_local()) << text;
  }
  EXPECT_FALSE(SocketAddress().is_local());
  EXPECT_EQ(SocketAddress().to_string(), "unknown");
}

}  // namespace
}  // namespace herald::runtime
