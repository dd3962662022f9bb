// `explain` for every reason that there is: the reason, the message and, unless all is well, what to do, on
// one screen.
#include "cli/advice.h"
#include "cli/live_views.h"
#include "core/model/reason.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::cli {
namespace {

using model::Reason;
using testing::HasSubstr;
using testing::Not;

const std::set<Reason> kFine{Reason::assigned, Reason::kept, Reason::shared, Reason::announced};
const std::set<Reason> kOfAnnouncing{Reason::announced,        Reason::no_ready_endpoints,
                                     Reason::no_node_admits,   Reason::no_interface,
                                     Reason::awaiting_speaker, Reason::awaiting_announcer};

LiveCluster cluster_with(const model::Service& service) {
  LiveCluster cluster;
  cluster.now = kube::UnixMicros(2'000'000'000);
  cluster.services = {service};
  return cluster;
}

// As the controller leaves a Service for that reason.
model::Service service_with(Reason reason) {
  model::Service service;
  service.key = {"shop", "web"};
  service.is_load_balancer = true;
  service.ports = {{model::Protocol::tcp, 80}};
  const bool fine = kFine.contains(reason);
  const model::Condition told{fine, std::string(model::name(reason)), "told by the controller"};
  if (kOfAnnouncing.contains(reason)) {
    service.ingress = {*net::IpAddress::parse("10.0.0.1")};
    service.assigned = model::Condition{true, "Assigned", "10.0.0.1 from pool \"a\""};
    service.announced = told;
  } else {
    if (fine || reason == Reason::pool_gone) service.ingress = {*net::IpAddress::parse("10.0.0.1")};
    service.assigned = told;
  }
  return service;
}

std::string explained(const LiveCluster& cluster) {
  const auto page = explain(cluster, {"shop", "web"});
  return page ? render(*page, Form::table) : "";
}

TEST(Explain, SaysForEveryReasonWhatItIsAndWhatToDo) {
  constexpr std::ptrdiff_t kScreen = 24;
  constexpr std::size_t kWidth = 200;
  for (const Reason reason : model::all_reasons()) {
    const std::string text = explained(cluster_with(service_with(reason)));
    const std::string name(model::name(reason));
    EXPECT_THAT(text, HasSubstr(name + ": told by the controller")) << name;
    EXPECT_EQ(advice(reason).empty(), kFine.contains(reason)) << name;
    if (!kFine.contains(reason))
      EXPECT_THAT(text, HasSubstr("To do:     " + std::string(advice(reason)))) << name;
    EXPECT_LE(std::ranges::count(text, '\n'), kScreen) << text;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), kWidth) << line;
  }
}

// One sentence for each reason, so that nobody reads the advice for another.
TEST(Explain, NoTwoReasonsHaveTheSameAdvice) {
  std::set<std::string_view> seen;
  for (const Reason reason : model::all_reasons()) {
    if (!kFine.contains(reason)) EXPECT_TRUE(seen.insert(advice(reason)).second) << advice(reason);
  }
}

TEST(Explain, KnowsReasonsByNameAndIsSilentAboutOthers) {
  EXPECT_EQ(advice("PoolFull"), advice(Reason::pool_full));
  EXPECT_EQ(advice("FullMoon"), "");
}

TEST(Explain, SaysWhoAnnouncesAnAddressSinceWhen) {
  LiveCluster cluster = cluster_with(service_with(Reason::kept));
  LiveSpeaker speaker;
  speaker.report.member.node = "n1";
  const auto range = net::IpRange::single(cluster.services[0].ingress[0]);
  speaker.report.owned.insert(range);
  cluster.speakers = {speaker};
  EXPECT_THAT(explained(cluster), HasSubstr("announced by n1\n")) << "a speaker that does not say when";
  cluster.speakers[0].report.since[UnixSeconds(1'400)].insert(range);
  EXPECT_THAT(explained(cluster), HasSubstr("announced by n1 since 1970-01-01T00:23:20Z (10m ago)\n"));
}

// What speakers say may be newer than the condition.
TEST(Explain, TakesTheSpeakersWordForWhyNobodyAnnouncesIt) {
  LiveCluster cluster = cluster_with(service_with(Reason::kept));
  LiveSpeaker speaker;
  speaker.report.member.node = "n1";
  speaker.report.silent[Reason::no_interface].insert(net::IpRange::single(cluster.services[0].ingress[0]));
  cluster.speakers = {speaker};
  const std::string text = explained(cluster);
  EXPECT_THAT(text, HasSubstr("announced by nobody: NoInterface"));
  EXPECT_THAT(text, HasSubstr("To do:     " + std::string(advice(Reason::no_interface))));
}

TEST(Explain, SaysWhenNoControllerHasJudged) {
  model::Service service = service_with(Reason::assigned);
  service.assigned.reset();
  EXPECT_THAT(explained(cluster_with(service)), HasSubstr("no controller has judged it"));
}

}  // namespace
}  // namespace herald::cli
