#include "tests/integration/speaker/speaker_fixture.h"

#include "runtime/post.h"
#include "runtime/task_group.h"

namespace herald::speaker {
namespace {

constexpr const char* kConfig = R"(apiVersion: v1
kind: ConfigMap
metadata: {namespace: herald-system, name: config}
data:
  config: |
    address-pools:
    - {name: lan, protocol: layer2, addresses: [192.0.2.0/24]}
)";

}  // namespace

PlanLoop::PlanLoop(const ShellOptions& options) {
  auto made = Shell::make(io_.get_executor(), clock_, logger_, options, stage_->factory(stage_));
  EXPECT_TRUE(made) << made.error();
  shell_ = *std::move(made);
  const auto opened = shell_->open();
  EXPECT_TRUE(opened) << opened.error();
  tasks_ = std::make_unique<runtime::TaskGroup>(io_.get_executor(), clock_, logger_);
  tasks_->spawn("plan loop", serve());
  thread_ = std::thread([this] { io_.run(); });
}

PlanLoop::~PlanLoop() {
  if (thread_.joinable()) static_cast<void>(stop());
}

runtime::Task<> PlanLoop::serve() {
  const auto ended = co_await shell_->run();
  if (!ended) problem_ = ended.error();
}

std::string PlanLoop::stop() {
  runtime::post(io_.get_executor(), [this] { shell_->stop(); });
  thread_.join();
  return problem_;
}

void SpeakerTest::SetUp() {
  ClusterTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  key_file_ = file("key", std::string(32, 'k'));
  kubectl("create namespace herald-system");
  kubectl("create namespace shop");
  apply(kConfig);
}

ShellOptions SpeakerTest::options(const std::string& node) {
  ShellOptions options;
  options.cluster.access.kubeconfig = kubeconfig();
  options.node_name = node;
  options.ring_address = "127.0.0.1";
  options.cluster_key_file = key_file_;
  options.admin.listen = "127.0.0.1:0";
  return options;
}

std::unique_ptr<PlanLoop> SpeakerTest::start(const std::string& node) {
  return std::make_unique<PlanLoop>(options(node));
}

void SpeakerTest::TearDown() {
  if (!embedded() && !nodes_.empty()) kubectl("delete node" + nodes_);
  ClusterTest::TearDown();
}

void SpeakerTest::make_node(const std::string& name, const std::string& labels) {
  nodes_ += " " + name;
  apply("apiVersion: v1\nkind: Node\nmetadata: {name: " + name + ", labels: " + labels + "}\n");
}

void SpeakerTest::make_service(const std::string& name, const std::string& address,
                               const std::vector<std::string>& nodes, const std::string& policy) {
  apply("apiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: " + name +
        "}\nspec: {type: LoadBalancer, externalTrafficPolicy: " + policy + ", ports: [{port: 80}]}\n");
  // What `patch --subresource status` does, which kubectl has since 1.24.
  std::string service = kubectl("get svc " + name + " -n shop -o json");
  const std::string nowhere = "\"loadBalancer\": {}";
  const std::size_t at = service.find(nowhere);
  ASSERT_NE(at, std::string::npos) << service;
  service.replace(at, nowhere.size(), R"("loadBalancer": {"ingress": [{"ip": ")" + address + "\"}]}");
  kubectl("replace --raw /api/v1/namespaces/shop/services/" + name + "/status -f " +
          file("status-" + name + ".json", service));
  make_endpoints(name, nodes);
}

void SpeakerTest::make_endpoints(const std::string& service, const std::vector<std::string>& nodes) {
  // Before 1.21 there is v1beta1 only, whose endpoints name their node among their topology.
  const bool old = kubectl("api-versions").find("discovery.k8s.io/v1\n") == std::string::npos;
  std::string endpoints;
  for (const std::string& node : nodes) {
    endpoints += std::string(endpoints.empty() ? "" : ", ") +
                 "{addresses: [10.244.0.1], conditions: {ready: true}, " +
                 (old ? "topology: {kubernetes.io/hostname: " + node + "}}" : "nodeName: " + node + "}");
  }
  apply("apiVersion: discovery.k8s.io/" + std::string(old ? "v1beta1" : "v1") +
        "\nkind: EndpointSlice\nmetadata: {namespace: shop, name: " + service +
        "-1, labels: {kubernetes.io/service-name: " + service +
        "}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints: [" + endpoints + "]\n");
}

}  // namespace herald::speaker
