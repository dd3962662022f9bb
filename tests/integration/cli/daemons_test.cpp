// What heraldctl tells and asks daemons through their Leases, seen at the daemons; and every form of every
// command, under both of its names.
#include "tests/integration/cli/live_cluster.h"

#include <filesystem>

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(LiveHeraldctl, ShowsWhichVersionsRun) {
  fill();
  add_speaker();
  const apiserver::Finished shown = heraldctl({"version"});
  EXPECT_EQ(shown.code, 0);
  const std::string client = heraldctl({"version", "--client", "-o", "json"}).out;
  const std::string version =
      client.substr(client.find(":\"") + 2, client.rfind('"') - client.find(":\"") - 2);
  EXPECT_THAT(shown.out, StartsWith("Client: " + version + "\n"));
  EXPECT_THAT(shown.out, HasSubstr("controller       " + version + "\n"));
  EXPECT_THAT(shown.out, HasSubstr("speaker/node-1   0.0.9\n"));
  // The client's own is told in any case.
  const apiserver::Finished alone = heraldctl({"version", "--kubeconfig", "/does/not/exist"});
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.out, HasSubstr("Client: " + version));
}

TEST_F(LiveHeraldctl, SetsTheLevelOfTheControllersLogAndTakesItBack) {
  fill();
  EXPECT_THAT(heraldctl({"logs-level"}).out, HasSubstr("controller   as started"));
  const apiserver::Finished set = heraldctl({"logs-level", "controller", "warning"});
  EXPECT_EQ(set.code, 0) << set.out;
  EXPECT_TRUE(controller().says({"log_level_changed", "\"to\":\"warning\"", "\"by\":\"lease\""}));
  EXPECT_THAT(heraldctl({"logs-level"}).out, HasSubstr("controller   warning"));
  EXPECT_EQ(heraldctl({"logs-level", "controller", "default"}).code, 0);
  EXPECT_TRUE(controller().says({"log_level_changed", "\"from\":\"warning\""}));
  // Somebody without heraldctl, and a mistake.
  kubectl("annotate lease herald-controller -n metallb-system lb.herald/log-level=loud");
  EXPECT_TRUE(controller().says({"log_level_unknown", "\"asked\":\"loud\""}));
}

TEST_F(LiveHeraldctl, SetsTheLevelOfASpeakersLog) {
  kubectl("create namespace herald-system");
  kubectl("create secret generic herald-cluster-key -n herald-system --from-literal=key=" +
          std::string(32, 'k'));
  apply("apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n");
  Process speaker(
      {HERALD_SPEAKER, "--kubeconfig", kubeconfig(), "--node-name", "node-1", "--ring-address", "127.0.0.1",
       "--ring-port", "17967", "--interfaces", "nosuch0", "--listen", "127.0.0.1:0", "--log-format", "json"},
      {});
  EXPECT_NE(
      await("get leases -n herald-system -o jsonpath={.spec.holderIdentity}{\"\\n\"} --watch", "node-1"), "");
  const apiserver::Environment environment{{"KUBECONFIG", kubeconfig()}};
  EXPECT_EQ(apiserver::run({HERALD_CTL, "logs-level", "speakers", "debug"}, environment).code, 0);
  EXPECT_TRUE(speaker.line_with("\"to\":\"debug\",\"by\":\"lease\""));
  const auto versions = apiserver::run({HERALD_CTL, "version"}, environment);
  EXPECT_THAT(versions.out, testing::ContainsRegex("speaker/node-1 +[0-9]+\\.[0-9]+"));
  speaker.signal(SIGTERM);
  EXPECT_EQ(speaker.wait(), 0);
}

TEST_F(LiveHeraldctl, RefusesLevelsAndDaemonsThatThereAreNot) {
  fill();
  EXPECT_EQ(heraldctl({"logs-level", "controller", "loud"}).code, 2);
  EXPECT_EQ(heraldctl({"logs-level", "controller"}).code, 2);
  EXPECT_EQ(heraldctl({"logs-level", "speaker/node-9", "debug"}).code, 2);
  EXPECT_EQ(heraldctl({"logs-level", "speakers", "debug"}).code, 2);
  EXPECT_EQ(heraldctl({"logs-level", "everybody", "debug"}).code, 2);
}

TEST_F(LiveHeraldctl, EveryViewHasEveryForm) {
  fill();
  add_speaker();
  const std::vector<std::vector<std::string>> views{{"status"},    {"pools"},   {"services"},
                                                    {"owners"},    {"version"}, {"explain", "default/first"},
                                                    {"logs-level"}};
  for (std::vector<std::string> words : views) {
    words.insert(words.end(), {"-o", "table"});
    for (const char* const form : {"table", "wide", "json", "yaml"}) {
      words.back() = form;
      const apiserver::Finished shown = heraldctl(words);
      EXPECT_THAT(shown.code, testing::AnyOf(0, 1)) << words.front() << " " << form << "\n" << shown.out;
      if (words.back() == "json") EXPECT_THAT(shown.out, StartsWith("{")) << words.front();
      if (words.back() == "yaml") EXPECT_THAT(shown.out, StartsWith("\"")) << words.front();
    }
    words.back() = "xml";
    EXPECT_EQ(heraldctl(words).code, 2) << words.front();
  }
}

TEST_F(LiveHeraldctl, IsAPluginOfKubectl) {
  fill();
  const std::filesystem::path folder = std::filesystem::path(file("marker", "")).parent_path();
  std::filesystem::create_symlink(HERALD_CTL, folder / "kubectl-herald");
  const apiserver::Environment path{{"PATH", folder.string() + ":" + std::getenv("PATH")}};
  EXPECT_THAT(kubectl("herald services -n metallb-system", path), HasSubstr("192.0.2.10"));
  const std::string help = kubectl("herald drain --help", path);
  EXPECT_THAT(help, HasSubstr("kubectl herald drain"));
  EXPECT_THAT(help, Not(HasSubstr("heraldctl")));
  EXPECT_THAT(kubectl("herald logs-level controller debug -n metallb-system", path),
              HasSubstr("`kubectl herald logs-level controller default`"));
}

TEST_F(LiveHeraldctl, OffersNamesToCompletion) {
  fill();
  add_speaker();
  EXPECT_EQ(heraldctl({"names", "services"}).out, "default/first\ndefault/second\n");
  EXPECT_EQ(heraldctl({"names", "nodes"}).out, "node-1\n");
  EXPECT_EQ(heraldctl({"names", "daemons"}).out, "controller\nspeakers\nall\nspeaker/node-1\n");
}

}  // namespace
}  // namespace herald::controller
