#include "config/render.h"

#include "config/parse.h"
#include "config/redact.h"
#include "tests/unit/config/samples.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

TEST(Render, IsTheInverseOfParse) {
  int with_pools = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    Random random(seed);
    const Config config = any_config(random);
    const std::string text = render(config);
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed) << "seed " << seed << ": " << parsed.error().front().to_string() << "\n" << text;
    ASSERT_EQ(parsed->config, config) << "seed " << seed << "\n" << text;
    ASSERT_EQ(render(parsed->config), text) << "seed " << seed;
    with_pools += config.pools.empty() ? 0 : 1;
  }
  EXPECT_GT(with_pools, 1000);  // the generator does generate
}

TEST(Redacted, HidesPasswordsAndNothingElse) {
  Config config = parse(full_sample("herald-full.yaml"))->config;
  const Config shown = redacted(config);
  EXPECT_EQ(render(shown).find("a secret"), std::string::npos);
  EXPECT_NE(render(config).find("a secret"), std::string::npos);
  for (Peer& peer : config.peers) {
    if (!peer.password.empty()) peer.password = shown.peers.front().password;
  }
  EXPECT_EQ(shown, config);
}

// A mask that is as long as the password tells half of it.
TEST(Redacted, DoesNotTellTheLength) {
  Config one;
  one.peers.resize(2);
  one.peers[0].password = "a";
  one.peers[1].password = "a much longer one";
  const Config shown = redacted(one);
  EXPECT_EQ(shown.peers[0].password, shown.peers[1].password);
}

}  // namespace
}  // namespace herald::config
