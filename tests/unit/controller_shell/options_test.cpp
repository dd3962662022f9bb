#include "controller/shell_options.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::optional<runtime::EarlyExit> read(std::vector<const char*> flags, ShellOptions& options) {
  flags.insert(flags.begin(), "herald-controller");
  return read_options(static_cast<int>(flags.size()), flags.data(), options);
}

TEST(ControllerOptions, WithoutFlagsTheDefaultsHold) {
  ShellOptions options;
  ASSERT_FALSE(read({}, options));
  EXPECT_EQ(options.cluster.config_key().to_string(), "herald-system/config");
  EXPECT_EQ(options.admin.listen, ":7472");
  EXPECT_EQ(options.lease.duration, 15s);
  EXPECT_EQ(options.lease.renew_deadline, 10s);
  EXPECT_EQ(options.lease.retry, 2s);
  EXPECT_EQ(options.most_writes, 16);
}

TEST(ControllerOptions, TheConfigurationMayBeElsewhere) {
  ShellOptions options;
  ASSERT_FALSE(read({"--config=metallb-system/config"}, options));
  EXPECT_EQ(options.cluster.config_key().to_string(), "metallb-system/config");
  ShellOptions moved;
  ASSERT_FALSE(read({"--namespace=lb"}, moved));
  EXPECT_EQ(moved.cluster.config_key().to_string(), "lb/config");
  for (const char* const wrong : {"--config=config", "--config=/config", "--config=a/", "--config=a/b/c"}) {
    ShellOptions refused;
    const auto exit = read({wrong}, refused);
    ASSERT_TRUE(exit) << wrong;
    EXPECT_EQ(exit->code, 2);
    EXPECT_THAT(exit->text, HasSubstr("NAMESPACE/NAME"));
  }
}

TEST(ControllerOptions, ALeaseThatCannotBeKeptIsRefused) {
  for (const std::vector<const char*>& flags : std::vector<std::vector<const char*>>{
           {"--lease-duration=5s"},
           {"--renew-deadline=15s"},
           {"--retry-period=10s"},
           {"--retry-period=0s"},
           {"--lease-duration=900ms", "--renew-deadline=500ms", "--retry-period=100ms"}}) {
    ShellOptions options;
    const auto exit = read(flags, options);
    ASSERT_TRUE(exit) << flags.front();
    EXPECT_EQ(exit->code, 2);
  }
}

TEST(ControllerOptions, NoRequestOutlivesTheTermItWasSentIn) {
  ShellOptions options;
  ASSERT_FALSE(read({"--lease-duration=3s", "--renew-deadline=2s", "--retry-period=500ms"}, options));
  EXPECT_EQ(options.lease.request_timeout, 1s);
}

TEST(ControllerOptions, CertificateAndKeyBelongTogether) {
  ShellOptions options;
  ASSERT_TRUE(read({"--metrics-tls-cert=/a"}, options));
}

TEST(ControllerOptions, HelpAndVersionEndInOrder) {
  ShellOptions options;
  const auto help = read({"--help"}, options);
  ASSERT_TRUE(help);
  EXPECT_EQ(help->code, 0);
  EXPECT_THAT(help->text, HasSubstr("--kubeconfig"));
  EXPECT_THAT(help->text, HasSubstr("HERALD_LB_CLASS"));
  const auto version = read({"--version"}, options);
  ASSERT_TRUE(version);
  EXPECT_THAT(version->text, testing::StartsWith("herald-controller "));
}

}  // namespace
}  // namespace herald::controller
