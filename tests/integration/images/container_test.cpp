// The daemons in their images, confined as their manifests say and no less, on the nodes of a small LAN: with
// the user, the capabilities, the read-only root and the tokens that a Pod would have. A client on the LAN
// sees what becomes of it.
#include "tests/integration/apiserver/kubectl_fixture.h"
#include "tests/integration/images/unpacked.h"
#include "tests/integration/netns/raw_wire.h"
#include "tests/integration/speaker_io/frames.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/capability.h>
#include <sched.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::images {
namespace {

using apiserver::Environment;
using apiserver::Process;
using netns::NetworkNamespace;
using testing::HasSubstr;
using Mac = std::array<std::uint8_t, 6>;

constexpr const char* kServer = "10.90.0.100";
constexpr const char* kAddress = "10.90.0.200";

// What a manifest says of the confinement of its only container.
struct Confinement {
  std::string user;
  std::string group;
  std::uint64_t capabilities = 0;
  bool read_only = false;
  bool may_grow = true;  // allowPrivilegeEscalation
};

std::uint64_t capability(const std::string& name) {
  const std::map<std::string, int> known = {
      {"NET_RAW", CAP_NET_RAW}, {"NET_ADMIN", CAP_NET_ADMIN}, {"NET_BIND_SERVICE", CAP_NET_BIND_SERVICE}};
  EXPECT_TRUE(known.contains(name)) << name;
  return std::uint64_t{1} << known.at(name);
}

Confinement confinement_of(const std::string& workload) {
  const auto manifest = boost::json::parse(workload);
  const auto& pod = manifest.at("spec").at("template").at("spec");
  const auto& by_pod = pod.at("securityContext");
  const auto& own = pod.at("containers").as_array().at(0).at("securityContext");
  EXPECT_TRUE(by_pod.at("runAsNonRoot").as_bool());
  EXPECT_EQ(by_pod.at("seccompProfile").at("type").as_string(), "RuntimeDefault");
  EXPECT_EQ(own.at("capabilities").at("drop").as_array().at(0).as_string(), "ALL");
  Confinement confinement{.user = std::to_string(by_pod.at("runAsUser").as_int64()),
                          .group = std::to_string(by_pod.at("runAsGroup").as_int64()),
                          .read_only = own.at("readOnlyRootFilesystem").as_bool(),
                          .may_grow = own.at("allowPrivilegeEscalation").as_bool()};
  if (const auto* added = own.at("capabilities").as_object().if_contains("add")) {
    for (const auto& name : added->as_array())
      confinement.capabilities |= capability(name.as_string().c_str());
  }
  return confinement;
}

class ContainerTest : public apiserver::KubectlTest {
 protected:
  struct Node {
    std::string name;
    NetworkNamespace network;
  };

  // The test itself, kubectl and the API server live on the LAN, beside the nodes.
  void SetUp() override {
    lan_.ip_batch("link add br0 type bridge\nlink set br0 up\naddr add 10.90.0.100/24 dev br0");
    plug_in(nodes_[0], "10.90.0.1/24");
    plug_in(nodes_[1], "10.90.0.2/24");
    const int network = ::open(lan_.path().c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::setns(network, CLONE_NEWNET), 0);
    ::close(network);
    KubectlTest::SetUp();
    start({"--rbac", "--token", "herald-system/herald-controller=of-herald-controller", "--token",
           "herald-system/herald-speaker=of-herald-speaker"},
          std::string(kServer) + ":0");
    kubectl("apply -f " HERALD_SOURCE_DIR "/deploy/herald.yaml");
    kubectl("apply -f " + file("cluster.yaml", kCluster));
  }

  // What stands in a Pod's /var/run/secrets/kubernetes.io/serviceaccount.
  [[nodiscard]] std::string secrets_of(const std::string& program) {
    const std::string folder = data_dir() + "/secrets-" + program;
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/ca.crt") << contents(data_dir() + "/ca.crt");  // which anybody may read, there
    std::ofstream(folder + "/token") << "of-" << program;
    std::ofstream(folder + "/namespace") << "herald-system";
    return folder;
  }

  [[nodiscard]] Environment in_cluster(const Node& node) {
    const std::string address = kubectl("config view -o 'jsonpath={.clusters[0].cluster.server}'");
    return {{"KUBERNETES_SERVICE_HOST", kServer},
            {"KUBERNETES_SERVICE_PORT", std::to_string(std::stoi(address.substr(address.rfind(':') + 1)))},
            {"NODE_NAME", node.name},
            {"HERALD_NAMESPACE", "herald-system"}};
  }

  [[nodiscard]] std::unique_ptr<Process> run(const std::string& program, const Node& node,
                                             const Confinement& confinement,
                                             const std::vector<std::string>& arguments = {}) {
    const Unpacked image(images_once() + "/" + program + ".tar",
                         data_dir() + "/" + node.name + "-" + program);
    std::array<char, 17> mask{};
    std::snprintf(mask.data(), mask.size(), "%zx", static_cast<std::size_t>(confinement.capabilities));
    std::vector<std::string> words{
        HERALD_CONTAIN,
        image.root(),
        node.network.path(),
        confinement.user + ":" + confinement.group,
        mask.data(),
        confinement.read_only ? "read-only" : "writable",
        confinement.may_grow ? "grow" : "no-new-privileges",
        secrets_of(program),
        image.config().at("config").at("Entrypoint").as_array().at(0).as_string().c_str()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return std::make_unique<Process>(words, in_cluster(node));
  }

  [[nodiscard]] Confinement of_controller() {
    return confinement_of(kubectl("get deployment herald-controller -n herald-system -o json"));
  }
  [[nodiscard]] Confinement of_speaker() {
    return confinement_of(kubectl("get daemonset herald-speaker -n herald-system -o json"));
  }

  // Whether a line with `text` comes; if not, the test shows what came instead.
  [[nodiscard]] static testing::AssertionResult says(Process& process, const std::string& text) {
    std::string said;
    while (const auto line = process.line()) {
      if (line->find(text) != std::string::npos) return testing::AssertionSuccess();
      said += *line + "\n";
    }
    return testing::AssertionFailure() << "no line with " << text << " in:\n" << said;
  }

  [[nodiscard]] static std::string page(const Node& node, const std::string& path) {
    return node.network.command({"curl", "--silent", "--max-time", "10", "http://127.0.0.1:" + path}).out;
  }

  [[nodiscard]] static Mac mac_of(const Node& node) { return netns::RawWire(node.network, "eth0").mac(); }

  // Who says to have the address. Asked again until somebody does, as any neighbour asks.
  [[nodiscard]] std::optional<Mac> who_has(const char* address,
                                           const std::optional<Mac>& but_not = {}) const {
    const netns::RawWire wire(lan_, "br0");
    const auto question = speaker::io::arp_request({.mac = net::MacAddress(wire.mac())}, address);
    for (int attempt = 0; attempt < 300; ++attempt) {
      wire.send(question);
      const auto answer =
          wire.receive([&](const netns::Frame& frame) { return is_answer(frame, address, but_not); },
                       std::chrono::milliseconds(100));
      if (answer) return sender_of(*answer);
    }
    return std::nullopt;
  }

  Node nodes_[2] = {{"node-1", {}}, {"node-2", {}}};

 private:
  static constexpr const char* kCluster = R"(apiVersion: v1
kind: Node
metadata: {name: node-1}
---
apiVersion: v1
kind: Node
metadata: {name: node-2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: herald-system}
data:
  config: |
    address-pools:
    - name: lan
      protocol: layer2
      addresses: [10.90.0.200-10.90.0.209]
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, ports: [{port: 80}], selector: {app: web}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [10.1.0.1], nodeName: node-1, conditions: {ready: true}}]
)";

  void plug_in(const Node& node, const std::string& address) {
    NetworkNamespace::connect({node.network, "eth0"}, {lan_, node.name});
    node.network.ip("addr add " + address + " dev eth0");
    lan_.ip("link set " + node.name + " master br0");
  }

  [[nodiscard]] static Mac sender_of(const netns::Frame& frame) {
    Mac mac{};
    std::copy_n(frame.begin() + 22, mac.size(), mac.begin());  // RFC 826, behind the Ethernet header
    return mac;
  }

  [[nodiscard]] static bool is_answer(const netns::Frame& frame, const char* address,
                                      const std::optional<Mac>& but_not) {
    const auto header = herald::wire::EthernetHeader::parse(frame);
    if (!header || header->type != herald::wire::kEtherTypeArp) return false;
    const auto reply = herald::wire::ArpPacket::parse(std::span(frame).subspan(header->size()));
    return reply && reply->operation == herald::wire::ArpOperation::reply &&
           reply->sender_ip == speaker::io::ip(address) && sender_of(frame) != but_not;
  }

  NetworkNamespace lan_;
};

TEST_F(ContainerTest, AClusterRunsOnTheImagesWithNoMoreThanTheManifestsGrant) {
  const auto controller = run("herald-controller", nodes_[0], of_controller());
  ASSERT_TRUE(says(*controller, "\"event\":\"leadership_gained\""));
  EXPECT_THAT(page(nodes_[0], "7472/readyz"), HasSubstr("ok"));

  const Confinement confinement = of_speaker();
  EXPECT_EQ(confinement.capabilities, capability("NET_RAW"));
  EXPECT_NE(confinement.user, "0");
  std::vector<std::unique_ptr<Process>> speakers;
  for (const Node& node : nodes_) {
    speakers.push_back(run("herald-speaker", node, confinement));
    ASSERT_TRUE(says(*speakers.back(), "\"event\":\"speaker_ready\""));
    EXPECT_THAT(page(node, "7473/readyz"), HasSubstr("ok"));
  }
  const auto owner = who_has(kAddress);
  ASSERT_TRUE(owner) << "nobody answers for the address";
  const std::size_t first = *owner == mac_of(nodes_[0]) ? 0 : 1;
  EXPECT_EQ(*owner, mac_of(nodes_[first]));

  // Its node dies: the other one answers.
  speakers[first]->signal(SIGKILL);
  const auto heir = who_has(kAddress, owner);
  ASSERT_TRUE(heir) << "nobody took the address over";
  EXPECT_EQ(*heir, mac_of(nodes_[1 - first]));
  speakers[1 - first]->signal(SIGTERM);
  EXPECT_EQ(speakers[1 - first]->wait(), 0);
  controller->signal(SIGTERM);
  EXPECT_EQ(controller->wait(), 0);
}

// What people meet who take away more: each of the two says so at once.
TEST_F(ContainerTest, WithoutTheCapabilityTheSpeakerDoesNotStart) {
  Confinement confinement = of_speaker();
  confinement.capabilities = 0;
  const auto speaker = run("herald-speaker", nodes_[0], confinement);
  EXPECT_TRUE(says(*speaker, "Operation not permitted"));
  EXPECT_EQ(speaker->wait(), 125);
}

TEST_F(ContainerTest, WithoutPrivilegeEscalationTheSpeakerSaysWhatItLacks) {
  Confinement confinement = of_speaker();
  confinement.may_grow = false;
  const auto controller = run("herald-controller", nodes_[0], of_controller());
  const auto speaker = run("herald-speaker", nodes_[0], confinement);
  EXPECT_TRUE(says(*speaker, "not allowed to capture on interface eth0"));
}

TEST_F(ContainerTest, TheCommandLineRunsWithNothing) {
  const auto cli = run("heraldctl", nodes_[0],
                       {.user = "65532", .group = "65532", .read_only = true, .may_grow = false}, {"--help"});
  EXPECT_TRUE(cli->line_with("heraldctl"));
  EXPECT_EQ(cli->wait(), 0);
}

}  // namespace
}  // namespace herald::images
