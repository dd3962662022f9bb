#include "config/parse.h"

#include "config/render.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

// What the first cluster applies, to the letter.
constexpr std::string_view kSeed = R"(address-pools:
- name: my-ip-space
  protocol: layer2
  addresses:
  - 192.168.23.220-192.168.23.223
)";

TEST(Parse, TakesTheFirstClustersConfigurationAsItIs) {
  const auto parsed = parse(kSeed);
  ASSERT_TRUE(parsed) << parsed.error().front().to_string();
  EXPECT_TRUE(parsed->warnings.empty());
  ASSERT_EQ(parsed->config.pools.size(), 1U);
  const Pool& pool = parsed->config.pools.front();
  EXPECT_EQ(pool.spec.name, "my-ip-space");
  EXPECT_EQ(pool.protocol, Protocol::layer2);
  ASSERT_EQ(pool.spec.addresses.size(), 1U);
  EXPECT_EQ(pool.spec.addresses.front().to_string(), "192.168.23.220-192.168.23.223");
  EXPECT_TRUE(pool.spec.auto_assign);
  EXPECT_TRUE(pool.advertisements.empty());
}

TEST(Parse, TakesNothingForTheDefaults) {
  for (const std::string_view text : {"", "\n", "# only a comment\n", "---\n", "{}", "~", "address-pools:\n",
                                      "\xef\xbb\xbf", "---\n---\n"}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().front().to_string();
    EXPECT_EQ(parsed->config, Config{}) << text;
  }
}

TEST(Render, SaysNothingAboutTheDefaults) {
  EXPECT_EQ(render(Config{}), "");
}

TEST(Render, GivesTheSeedBackAsItWasWritten) {
  EXPECT_EQ(render(parse(kSeed)->config), kSeed);
}

}  // namespace
}  // namespace herald::config
