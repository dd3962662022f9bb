// herald-speaker as people run it, on no interface: what becomes of frames is tested elsewhere.
#include "tests/integration/speaker/speaker_fixture.h"

#include <csignal>

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using apiserver::Environment;
using apiserver::Process;
using testing::HasSubstr;

class ProgramTest : public SpeakerTest {
 protected:
  [[nodiscard]] std::vector<std::string> command(const std::string& port) const {
    return {HERALD_SPEAKER,
            "--kubeconfig",
            kubeconfig(),
            "--node-name",
            "node-1",
            "--ring-address",
            "127.0.0.1",
            "--ring-port",
            port,
            "--interfaces",
            "nosuch0",
            "--listen",
            "127.0.0.1:0",
            "--log-format",
            "json",
            "--cluster-key-file",
            file("key", std::string(32, 'k'))};
  }
};

TEST_F(ProgramTest, WithoutANodeItSaysWhatToDo) {
  const auto done = apiserver::run({HERALD_SPEAKER}, Environment{});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.out, HasSubstr("--node-name"));
}

TEST_F(ProgramTest, WithoutAClusterItSaysWhatToDo) {
  const auto done = apiserver::run({HERALD_SPEAKER, "--node-name", "node-1"}, Environment{});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.out, HasSubstr("speaker_cannot_start"));
}

TEST_F(ProgramTest, ItEndsInOrderAndGivesItsLeaseAway) {
  make_node("node-1");
  Process speaker(command("17947"), Environment{});
  ASSERT_TRUE(speaker.line_with("\"event\":\"speaker_ready\""));
  await("get lease -n herald-system -o 'jsonpath={.metadata.name}|{.spec.holderIdentity}{\"\\n\"}'",
        "speaker-node-1|node-1");
  speaker.signal(SIGTERM);
  const auto last = speaker.line_with("\"event\":\"speaker_stopped\"");
  ASSERT_TRUE(last);
  EXPECT_THAT(*last, HasSubstr("\"released\":true"));
  EXPECT_EQ(speaker.wait(), 0);
  EXPECT_EQ(kubectl("get lease speaker-node-1 -n herald-system -o jsonpath={.spec.holderIdentity}"), "");
}

TEST_F(ProgramTest, WhileTheApiServerCannotBeReachedAtStartItSaysSoAndWaits) {
  make_crashable();
  crash_server();
  Process speaker(command("17948"), Environment{});
  const auto awaited = speaker.line_with("\"event\":\"api_server_awaited\"");
  ASSERT_TRUE(awaited);
  EXPECT_THAT(*awaited, HasSubstr("\"server\":\"127.0.0.1:"));
  restart_server();
  EXPECT_TRUE(speaker.line_with("\"event\":\"speaker_ready\""));
  speaker.signal(SIGTERM);
  EXPECT_EQ(speaker.wait(), 0);
}

TEST_F(ProgramTest, APortThatIsTakenEndsIt) {
  make_node("node-1");
  Process first(command("17949"), Environment{});
  ASSERT_TRUE(first.line_with("\"event\":\"speaker_ready\""));
  await("get lease -n herald-system -o 'jsonpath={.metadata.name}|{.spec.holderIdentity}{\"\\n\"}'",
        "speaker-node-1|node-1");
  Process second(command("17949"), Environment{});
  const auto problem = second.line_with("\"event\":\"speaker_cannot_start\"");
  ASSERT_TRUE(problem);
  EXPECT_EQ(second.wait(), 1);
  // It has not taken the Lease from the one that runs.
  EXPECT_THAT(kubectl("get lease speaker-node-1 -n herald-system -o jsonpath={.spec.holderIdentity}"),
              testing::StartsWith("node-1"));
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
}

}  // namespace
}  // namespace herald::speaker
