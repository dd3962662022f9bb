#include "runtime/listener.h"

#include "tests/unit/runtime/loop.h"

#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using testing::HasSubstr;
using testing::Not;

class ListenerTest : public LoopTest {
 protected:
  Result<std::unique_ptr<Listener>, std::string> open(const std::string& where) {
    return Listener::open(executor(), clock_, *SocketAddress::parse(where));
  }

  static std::string local_part(const SocketAddress& address) {
    const std::string text = address.to_string();
    return text.substr(text.rfind(':'));
  }
};

Task<> connect_and_accept(Listener& listener, SocketAddress to, const Clock& clock, std::string& peer) {
  const auto client = co_await connect_plain(to, clock, kNever);
  if (!client) co_return;
  const auto accepted = co_await listener.accept(nullptr);
  if (accepted) peer = (*accepted)->peer().to_string();
}

TEST_F(ListenerTest, TakesTheRealPort) {
  const auto listener = open("127.0.0.1:0");
  ASSERT_TRUE(listener);
  EXPECT_THAT((*listener)->address().to_string(), Not(testing::EndsWith(":0")));
}

TEST_F(ListenerTest, EveryAddressMeansBothFamilies) {
  const auto listener = open(":0");
  ASSERT_TRUE(listener) << listener.error();
  if ((*listener)->address().family() != AF_INET6) GTEST_SKIP() << "this kernel has no IPv6";
  std::string peer;
  run(connect_and_accept(**listener, *SocketAddress::parse("127.0.0.1" + local_part((*listener)->address())),
                         clock_, peer));
  EXPECT_THAT(peer, HasSubstr("[::ffff:127.0.0.1]:"));
  run(connect_and_accept(**listener, *SocketAddress::parse("[::1]" + local_part((*listener)->address())),
                         clock_, peer));
  EXPECT_THAT(peer, HasSubstr("[::1]:"));
}

TEST_F(ListenerTest, SaysWhichAddressCannotBeHadAndWhy) {
  const auto first = open("127.0.0.1:0");
  ASSERT_TRUE(first);
  const std::string taken = (*first)->address().to_string();
  const auto second = open(taken);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), "cannot bind " + taken + ": Address already in use");
  EXPECT_THAT(open("192.0.2.1:0").error(), HasSubstr("cannot bind 192.0.2.1:0: "));
}

TEST_F(ListenerTest, AUnixSocketIsPrivateAndLeavesNothingBehind) {
  const std::string path = testing::TempDir() + "herald-listener-" + std::to_string(::getpid());
  struct ::stat info{};
  {
    const auto listener = open("unix:" + path);
    ASSERT_TRUE(listener) << listener.error();
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_FALSE(open("unix:" + path));  // somebody listens there
  }
  EXPECT_NE(::stat(path.c_str(), &info), 0);
}

TEST_F(ListenerTest, AnAbandonedUnixSocketIsReplacedButNoOtherFile) {
  const std::string path = testing::TempDir() + "herald-abandoned-" + std::to_string(::getpid());
  const SocketAddress address = *SocketAddress::parse("unix:" + path);
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(dead, address.data(), address.size()), 0);
  ::close(dead);
  EXPECT_TRUE(open("unix:" + path));

  const int file = ::creat(path.c_str(), 0600);
  ::close(file);
  EXPECT_FALSE(open("unix:" + path));
  EXPECT_EQ(::unlink(path.c_str()), 0);
}

}  // namespace
}  // namespace herald::runtime
