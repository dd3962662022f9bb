#include "speaker/shell_state.h"
#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using testing::HasSubstr;

TEST(SpeakerState, TellsOfEveryAddressWhoMayAndWhetherItIsHere) {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  Brain brain(settings);
  const auto tell = [&](Event event) { static_cast<void>(brain.step(Instant{}, std::move(event))); };
  tell(ConfigChanged{bench::config_of({bench::pool("lan", "10.0.0.0/24")}), "text"});
  tell(NodeChanged{bench::node("b")});
  tell(ServiceChanged{bench::service("web", {"10.0.0.1"})});
  tell(bench::endpoints("web", {bench::endpoint("b")}));
  tell(ServiceChanged{bench::service("idle", {"10.0.0.2"})});
  tell(bench::lease("a", 1));
  tell(Synced{});
  tell(Reported{{report::Gained{.address = ip("10.0.0.1"),
                                .epoch = own::Epoch(7),
                                .cause = own::Cause::owner_died,
                                .from = "a",
                                .silence = {}},
                 report::Conflict{.address = ip("10.0.0.1"), .mac = {}, .interface = "eth0"},
                 report::Unable{own::InterfaceNeed(5), "no interface matches eth7"}}});
  const std::string page =
      state_page({.brain = brain, .config_name = "ns/config", .peers = {}, .wire_running = true});
  EXPECT_THAT(page, HasSubstr(R"({"address":"10.0.0.1","services":["shop/web"],"pool":"lan","layer2":true,)"
                              R"("eligible":["b"],"owned":true,"epoch":7,"cause":"owner_died"})"));
  EXPECT_THAT(page, HasSubstr(R"("eligible":[],"silent":"NoReadyEndpoints","why":"no endpoint)"));
  EXPECT_THAT(page, HasSubstr(R"({"node":"a","address":"192.0.2.97","port":7947,"incarnation":"1",)"
                              R"("ring":"unknown","lease_lapsed":false})"));
  EXPECT_THAT(page, HasSubstr(R"("conflicts":[{"address":"10.0.0.1","mac":"00:00:00:00:00:00")"));
  EXPECT_THAT(page, HasSubstr(R"("unable":["no interface matches eth7"])"));
}

}  // namespace
}  // namespace herald::speaker
