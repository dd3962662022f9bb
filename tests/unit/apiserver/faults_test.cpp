#include "lab/apiserver/faults.h"

#include "tests/unit/apiserver/api_fixture.h"

namespace herald::apiserver {
namespace {

class Faults : public ApiTest {
 protected:
  Outcome ask(const char* rules) { return call("PUT", "/lab/faults", to_text(json_of(rules))); }
  static constexpr std::string_view kService = "/api/v1/namespaces/default/services/kubernetes";
};

TEST_F(Faults, StrikeAsOftenAsAsked) {
  EXPECT_EQ(
      ask("{'faults':[{'fault':'too_many','verb':'get','resource':'services','count':2,'retryAfter':7}]}")
          .code,
      200);
  for (int i = 0; i < 2; ++i) {
    const Outcome struck = get(kService);
    EXPECT_EQ(struck.code, 429);
    EXPECT_EQ(struck.reply.headers.front(), (std::pair<std::string, std::string>("Retry-After", "7")));
  }
  EXPECT_EQ(get(kService).code, 200);
}

TEST_F(Faults, ConcernOnlyWhatTheySay) {
  ask("{'faults':[{'fault':'error','verb':'patch','resource':'services','count':-1},{'fault':'conflict','"
      "resource':'configmaps'}]}");
  EXPECT_EQ(get(kService).code, 200);
  EXPECT_EQ(patch(kService, "merge", "{}").code, 500);
  EXPECT_EQ(patch(kService, "merge", "{}").code, 500);
  EXPECT_EQ(get("/api/v1/configmaps").at("reason"), "Conflict");
  EXPECT_EQ(get("/api/v1/configmaps").code, 200);
  EXPECT_EQ(get("/version").code, 200);
}

TEST_F(Faults, OfTimeAndBytesArePassedOn) {
  ask("{'faults':[{'fault':'latency','milliseconds':250},{'fault':'trickle','bytesPerSecond':10},{'fault':'"
      "mute_watch'}]}");
  const Outcome struck = get(kService);
  EXPECT_EQ(struck.code, 200);
  ASSERT_EQ(struck.reply.faults.size(), 2U);
  EXPECT_EQ(struck.reply.faults[0].milliseconds, 250);
  EXPECT_EQ(struck.reply.faults[1].bytes_per_second, 10);
  const Outcome watch = get("/api/v1/services?watch=1");
  ASSERT_EQ(watch.reply.faults.size(), 1U);
  EXPECT_EQ(watch.reply.faults[0].kind, FaultKind::mute_watch);
}

TEST_F(Faults, AreRefusedWhenTheyMakeNoSense) {
  EXPECT_EQ(ask("{'faults':[{'fault':'frob'}]}").code, 400);
  EXPECT_EQ(ask("{'faults':[{'fault':'trickle'}]}").code, 400);
}

TEST_F(Faults, CompactionAndDroppedWatchesOnDemand) {
  const std::string old = std::to_string(cluster_.store().current_version() - 1);
  const Outcome watch = get("/api/v1/services?watch=1");
  EXPECT_EQ(call("POST", "/lab/drop-watches").code, 200);
  EXPECT_TRUE(watch.reply.watch->ended());
  EXPECT_EQ(call("POST", "/lab/compact").code, 200);
  EXPECT_NE(get("/api/v1/services?watch=1&resourceVersion=" + old).text.find("too old"), std::string::npos);
}

}  // namespace
}  // namespace herald::apiserver
