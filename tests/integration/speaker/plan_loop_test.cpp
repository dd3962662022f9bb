// What the plan loop makes of a cluster that people change with kubectl, and what it writes there.
#include "tests/integration/speaker/speaker_fixture.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

report::Gained gained(const std::string& address, own::Cause cause = own::Cause::fresh,
                      const std::string& from = "") {
  return {.address = ip(address),
          .epoch = own::Epoch(1),
          .cause = cause,
          .from = from,
          .silence = std::chrono::milliseconds(412)};
}

class PlanLoopTest : public SpeakerTest {
 protected:
  // Until exactly these nodes may announce the address.
  void expect_wanted(PlanLoop& loop, const std::string& address, const own::NodeSet& nodes) {
    EXPECT_TRUE(loop.wire().wait_for([&](const WirePicture& picture) {
      const auto at = picture.wanted.find(address);
      return picture.complete && at != picture.wanted.end() && at->second == nodes;
    })) << address
        << " is wanted on " << testing::PrintToString(loop.wire().picture().wanted);
  }
  void expect_unwanted(PlanLoop& loop, const std::string& address) {
    EXPECT_TRUE(loop.wire().wait_for(
        [&](const WirePicture& picture) { return picture.complete && !picture.wanted.contains(address); }));
  }
};

TEST_F(PlanLoopTest, TheWireLoopFollowsWhatPeopleDo) {
  make_node("node-1");
  make_node("node-2");
  make_service("web", "192.0.2.10", {"node-1"});
  const auto loop = start("node-1");
  expect_wanted(*loop, "192.0.2.10", {"node-1", "node-2"});
  kubectl("label node node-2 node.kubernetes.io/exclude-from-external-load-balancers=");
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  make_service("local", "192.0.2.11", {"node-1"}, "Local");
  expect_wanted(*loop, "192.0.2.11", {"node-1"});
  make_endpoints("local", {});
  expect_wanted(*loop, "192.0.2.11", {});
  kubectl("delete svc web -n shop");
  expect_unwanted(*loop, "192.0.2.10");
  EXPECT_EQ(loop->stop(), "");
}

TEST_F(PlanLoopTest, ABadEditOfTheConfigurationChangesNothingAndAGoodOneDoes) {
  make_node("node-1");
  make_service("web", "192.0.2.10", {"node-1"});
  const auto loop = start("node-1");
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  edit("configmap config -n herald-system", "s/layer2/layer3/");
  make_service("next", "192.0.2.11", {"node-1"});
  expect_wanted(*loop, "192.0.2.11", {"node-1"});
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  edit("configmap config -n herald-system", "s/layer3/bgp/");
  expect_unwanted(*loop, "192.0.2.10");
}

// A peer whose Secret is not there waits for it; one whose Secret goes keeps its session.
TEST_F(PlanLoopTest, PeersAndTheirPasswordsFollowConfigurationAndSecrets) {
  make_node("node-1");
  make_service("web", "192.0.2.10", {"node-1"});
  const auto loop = start("node-1");
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  apply(R"(apiVersion: v1
kind: ConfigMap
metadata: {namespace: herald-system, name: config}
data:
  config: |
    peers:
    - {name: open, my-asn: 64512, peer-asn: 64513, peer-address: 192.0.2.1}
    - {name: locked, my-asn: 64512, peer-asn: 64513, peer-address: 192.0.2.2,
       password-secret: {name: bgp, key: word}}
    address-pools:
    - {name: lan, protocol: bgp, addresses: [192.0.2.0/24]}
)");
  using Peers = std::map<std::string, std::string>;
  const auto becomes = [&](const Peers& peers) {
    return loop->wire().wait_for([&](const WirePicture& picture) {
      return picture.peers == peers && picture.prefixes.contains("192.0.2.10/32");
    });
  };
  EXPECT_TRUE(becomes({{"open", ""}, {"locked", "not there"}}))
      << testing::PrintToString(loop->wire().picture().peers);
  kubectl("create secret generic bgp -n herald-system --from-literal=word=first");
  EXPECT_TRUE(becomes({{"open", ""}, {"locked", "first"}}));
  apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp, namespace: herald-system}\n"
      "stringData: {word: second}\n");
  EXPECT_TRUE(becomes({{"open", ""}, {"locked", "second"}}));
  kubectl("delete secret bgp -n herald-system");
  EXPECT_TRUE(becomes({{"open", ""}, {"locked", "second of before"}}));
  EXPECT_EQ(loop->stop(), "");
}

TEST_F(PlanLoopTest, TheLeaseAndAnEventTellWhatIsAnnounced) {
  make_node("node-1");
  make_service("web", "192.0.2.10", {"node-1"});
  const auto loop = start("node-1");
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  const auto events = watch(
      "get events -n shop -o 'jsonpath={.involvedObject.name}|{.reason}|{.message}|"
      "{.source.component}|{.source.host}{\"\\n\"}'");
  loop->wire().report(gained("192.0.2.10", own::Cause::owner_died, "node-9"));
  EXPECT_EQ(events->line_with("announcing 192.0.2.10"),
            "web|Announced|announcing 192.0.2.10 from node-1 (took over from node-9, which died; silent for "
            "0.41 s)|herald-speaker|node-1");
  // Within ten seconds.
  const std::string line = await(
      "get lease speaker-node-1 -n herald-system -o 'jsonpath={.spec.holderIdentity}|"
      "{.metadata.annotations.lb\\.herald/owned}|{.metadata.annotations.lb\\.herald/speaker-address}"
      "{\"\\n\"}'",
      "192.0.2.10");
  EXPECT_EQ(line, "node-1|192.0.2.10|127.0.0.1:7947");
}

TEST_F(PlanLoopTest, AnEventOnTheNodeTellsWhatIsWrongWithIt) {
  make_node("node-1");
  const auto loop = start("node-1");
  EXPECT_TRUE(loop->wire().wait_for([](const WirePicture& picture) { return picture.complete; }));
  loop->wire().report(report::NodeProblems{{{.name = "proxy_arp",
                                             .interface = "eth0",
                                             .what = "proxy_arp is on for eth0",
                                             .why = "the kernel may answer",
                                             .remedy = "set it to 0"}}});
  EXPECT_EQ(await("get events -n default -o "
                  "'jsonpath={.involvedObject.kind}|{.involvedObject.name}|{.type}|{.reason}|"
                  "{.message}{\"\\n\"}'",
                  "NodeProblem"),
            "Node|node-1|Warning|NodeProblem|proxy_arp is on for eth0: the kernel may answer; set it to 0");
  EXPECT_NE(kubectl("describe node node-1").find("NodeProblem"), std::string::npos);
}

TEST_F(PlanLoopTest, SpeakersFindEachOtherByTheirLeases) {
  make_node("node-1");
  make_node("node-2");
  const auto first = start("node-1");
  const auto second = start("node-2");
  for (PlanLoop* const loop : {first.get(), second.get()}) {
    EXPECT_TRUE(loop->wire().wait_for([](const WirePicture& picture) {
      return picture.roster == std::set<std::string>{"node-1", "node-2"};
    }));
  }
  // Who takes his leave is missed at once, and gives his Lease away.
  EXPECT_EQ(second->stop(), "");
  EXPECT_TRUE(first->wire().wait_for(
      [](const WirePicture& picture) { return picture.roster == std::set<std::string>{"node-1"}; }));
  EXPECT_EQ(kubectl("get lease speaker-node-2 -n herald-system -o jsonpath={.spec.holderIdentity}"), "");
  kubectl("delete lease speaker-node-1 -n herald-system");
  await(R"(get lease -n herald-system -o 'jsonpath={.metadata.name}|{.spec.holderIdentity}{"\n"}')",
        "speaker-node-1|node-1");
}

TEST_F(PlanLoopTest, AnAnnotationOnTheLeaseEmptiesTheNode) {
  make_node("node-1");
  const auto loop = start("node-1");
  await(R"(get lease -n herald-system -o 'jsonpath={.metadata.name}{"\n"}')", "speaker-node-1");
  kubectl("annotate lease speaker-node-1 -n herald-system lb.herald/drain=true");
  EXPECT_TRUE(loop->wire().wait_for([](const WirePicture& picture) { return picture.draining; }));
  kubectl("annotate lease speaker-node-1 -n herald-system lb.herald/drain-");
  EXPECT_TRUE(loop->wire().wait_for([](const WirePicture& picture) { return !picture.draining; }));
}

TEST_F(PlanLoopTest, AnApiServerThatIsAwayChangesNothing) {
  make_crashable();
  make_node("node-1");
  make_service("web", "192.0.2.10", {"node-1"});
  const auto loop = start("node-1");
  expect_wanted(*loop, "192.0.2.10", {"node-1"});
  const int before = loop->wire().picture().times_ordered.at("192.0.2.10");
  crash_server();
  loop->wire().report(gained("192.0.2.10"));
  restart_server();
  // A Service that comes now is seen: the watches are back.
  make_service("next", "192.0.2.11", {"node-1"});
  expect_wanted(*loop, "192.0.2.11", {"node-1"});
  const WirePicture after = loop->wire().picture();
  EXPECT_EQ(after.wanted.at("192.0.2.10"), own::NodeSet{"node-1"});
  EXPECT_EQ(after.times_ordered.at("192.0.2.10"), before) << "it had not changed, and was ordered again";
  // What was told meanwhile has not been lost.
  await(
      "get lease speaker-node-1 -n herald-system -o "
      "'jsonpath={.metadata.annotations.lb\\.herald/owned}{\"\\n\"}'",
      "192.0.2.10");
}

TEST_F(PlanLoopTest, ToldToStopWhileTheApiServerIsAwayItEnds) {
  make_crashable();
  make_node("node-1");
  const auto loop = start("node-1");
  EXPECT_TRUE(loop->wire().wait_for([](const WirePicture& picture) { return picture.complete; }));
  crash_server();
  EXPECT_EQ(loop->stop(), "");
  EXPECT_TRUE(loop->wire().picture().asked_to_stop);
}

// The controller makes the key; a speaker that comes first waits for it.
TEST_F(PlanLoopTest, TheKeyOfTheClusterIsWaitedFor) {
  make_node("node-1");
  ShellOptions settings = options("node-1");
  settings.cluster_key_file.clear();
  PlanLoop loop(settings);
  EXPECT_FALSE(loop.wire().picture().complete);
  apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {namespace: herald-system, name: herald-cluster-key}\n"
      "data: {key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,\n"
      "  accepted-key: HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}\n");
  EXPECT_TRUE(loop.wire().wait_for([](const WirePicture& picture) { return picture.complete; }));
  const std::vector<std::string> keys = loop.wire().keys();
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].at(0), 0);
  EXPECT_EQ(keys[1].at(0), 0x1f) << "believed, and does not sign";
}

}  // namespace
}  // namespace herald::speaker
