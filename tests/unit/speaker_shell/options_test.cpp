#include "speaker/shell_options.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::optional<runtime::EarlyExit> read(std::vector<const char*> flags, ShellOptions& options,
                                       std::map<std::string, std::string> environment = {
                                           {"NODE_NAME", "node-1"}}) {
  flags.insert(flags.begin(), "herald-speaker");
  const auto look = [&](const std::string& name) -> std::optional<std::string> {
    const auto at = environment.find(name);
    return at == environment.end() ? std::nullopt : std::optional(at->second);
  };
  return read_options(static_cast<int>(flags.size()), flags.data(), look, options);
}

TEST(SpeakerOptions, WithoutFlagsTheDefaultsHold) {
  ShellOptions options;
  ASSERT_FALSE(read({}, options));
  EXPECT_EQ(options.cluster.config_key().to_string(), "herald-system/config");
  EXPECT_EQ(options.node_name, "node-1");
  EXPECT_EQ(options.ring_port, 7947);
  EXPECT_EQ(options.admin.listen, ":7473");
}

TEST(SpeakerOptions, AFlagBeatsTheEnvironment) {
  ShellOptions options;
  ASSERT_FALSE(read({"--node-name=node-2", "--interfaces=eth0,bond*"}, options));
  EXPECT_EQ(options.node_name, "node-2");
  EXPECT_THAT(options.interfaces, ElementsAre("eth0", "bond*"));
}

TEST(SpeakerOptions, WithoutANodeNobodyKnowsWhoItIs) {
  ShellOptions options;
  const auto exit = read({}, options, {});
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 2);
  EXPECT_THAT(exit->text, HasSubstr("NODE_NAME"));
}

TEST(SpeakerOptions, WhatMakesNoSenseIsRefused) {
  for (const char* const wrong : {"--ring-address=node-1", "--ring-port=0", "--ring-port=65536",
                                  "--config=config", "--metrics-tls-key=/k"}) {
    ShellOptions options;
    const auto exit = read({wrong}, options);
    ASSERT_TRUE(exit) << wrong;
    EXPECT_EQ(exit->code, 2) << wrong;
  }
}

TEST(SpeakerOptions, HelpIsGroupedAndNamesTheEnvironment) {
  ShellOptions options;
  const auto help = read({"--help"}, options);
  ASSERT_TRUE(help);
  EXPECT_EQ(help->code, 0);
  for (const char* const text :
       {"Cluster:", "Node:", "Ring:", "Admin port:", "HERALD_RING_PORT", "HERALD_NODE_NAME", "--log-level"}) {
    EXPECT_THAT(help->text, HasSubstr(text));
  }
}

}  // namespace
}  // namespace herald::speaker
