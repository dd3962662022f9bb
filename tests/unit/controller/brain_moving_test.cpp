// Who moves from an address that he shared to another one: others may join him there.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::one_pool;

model::Service sharing(const std::string& name, std::int64_t created, std::uint16_t port) {
  model::Service made = bench::service(name, created);
  made.annotations["lb.herald/allow-shared-ip"] = "key";
  made.ports = {{model::Protocol::tcp, port}};
  return made;
}

// Two share 10.0.0.1 when an edit leaves 10.0.0.2 alone in the pool; one of them goes there when it is free,
// and a third one waits for company of the same key.
TEST(BrainMoving, WhoArrivesOpensTheAddressToThoseWhoWaitForItsKey) {
  Bench bench;
  bench.lead(one_pool(2));
  bench.put(sharing("mover", 1, 80));
  auto stays = sharing("stays", 2, 81);
  stays.annotations["lb.herald/addresses"] = "10.0.0.1";
  bench.put(stays);
  bench.put(bench::service("holder", 3));
  ASSERT_EQ(bench.ingress("stays"), "10.0.0.1");
  ASSERT_EQ(bench.ingress("holder"), "10.0.0.2");
  config::Config config;
  config.pools = {bench::pool("main", "10.0.0.2", "10.0.0.2")};
  config.stranded = config::Stranded::release;
  bench.tell(ConfigChanged{std::make_shared<const config::Config>(config), "edited"});
  bench.put(sharing("joins", 4, 82));
  ASSERT_EQ(bench.reason("joins"), "PoolFull");
  bench.remove("holder");
  EXPECT_EQ(bench.ingress("mover"), "10.0.0.2");
  EXPECT_EQ(bench.ingress("joins"), "10.0.0.2");
  EXPECT_EQ(bench.ingress("stays"), "10.0.0.1");
}

}  // namespace
}  // namespace herald::controller
