// The base and every overlay, applied to an API server that enforces rights; then both daemons run there with
// the token, the namespace and the environment that the manifest gives them.
#include "tests/integration/controller/cluster.h"
#include "tests/integration/deploy/rights_fixture.h"

#include <cctype>
#include <csignal>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

namespace json = boost::json;
using apiserver::Environment;
using apiserver::Process;
using controller::Controller;
using testing::HasSubstr;
using testing::StartsWith;

struct Overlay {
  std::string folder;
  std::string name_space;
  std::string first_address;  // empty: it brings no configuration of its own
};

// What the Prometheus operator brings.
std::string custom_resource(const std::string& kind, const std::string& plural) {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: " + plural +
         ".monitoring.coreos.com}\nspec:\n  group: monitoring.coreos.com\n  scope: Namespaced\n  names: "
         "{kind: " +
         kind + ", plural: " + plural +
         "}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {openAPIV3Schema: "
         "{type: object, x-kubernetes-preserve-unknown-fields: true}}\n---\n";
}

class Overlays : public RightsTest, public testing::WithParamInterface<Overlay> {
 protected:
  void SetUp() override {
    RightsTest::SetUp();
    if (GetParam().folder != "base" && !builds_overlays()) GTEST_SKIP() << kBuildsNoOverlays;
    serve(GetParam().name_space);
    kubectl("apply -f " + file("definitions.yaml", custom_resource("ServiceMonitor", "servicemonitors") +
                                                       custom_resource("PrometheusRule", "prometheusrules")));
    create_shop();
  }

  // Of the only container of a workload, as the kubelet would set it.
  Environment environment_of(const std::string& workload) {
    const json::value object =
        json::parse(kubectl("get " + workload + " -n " + GetParam().name_space + " -o json"));
    const json::value& container =
        object.at("spec").at("template").at("spec").at("containers").as_array().at(0);
    Environment environment;
    for (const json::value& variable : container.at("env").as_array()) {
      const std::string name(variable.at("name").as_string());
      const json::value* const value = variable.as_object().if_contains("value");
      if (value != nullptr) {
        environment[name] = value->as_string().c_str();
      } else {
        const json::string& path = variable.at("valueFrom").at("fieldRef").at("fieldPath").as_string();
        environment[name] = path == "metadata.namespace" ? GetParam().name_space
                            : path == "status.hostIP"    ? std::string("127.0.0.1")
                                                         : std::string("node-1");
      }
    }
    return environment;
  }

  void expect_nothing_refused(const std::string& account) {
    EXPECT_THAT(rights(account, GetParam().name_space), HasSubstr(R"("refused":[],"lacking":[]})"));
  }
};

TEST_P(Overlays, AppliesAndItsDaemonsRunWithItsRights) {
  const std::string name_space = GetParam().name_space;
  if (name_space != "herald-system") kubectl("create namespace " + name_space);
  kubectl("apply -k " + std::string(HERALD_SOURCE_DIR) + "/deploy/" + GetParam().folder);
  if (GetParam().first_address.empty()) configure("9", name_space);
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  kubectl("apply -f " + file("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n"));

  const Environment of_controller = environment_of("deployment/herald-controller");
  Controller controller({"--kubeconfig", kubeconfig_of_controller()}, of_controller);
  const std::string address = GetParam().first_address.empty() ? "10.0.0.1" : GetParam().first_address;
  await(R"(get service web -n shop -o 'jsonpath={.status.loadBalancer}{"\n"}')", address);

  Process speaker({HERALD_SPEAKER, "--kubeconfig", kubeconfig_of_speaker(), "--ring-port", "17977",
                   "--interfaces", "nosuch0", "--listen", "127.0.0.1:0", "--log-format", "json"},
                  environment_of("daemonset/herald-speaker"));
  EXPECT_TRUE(speaker.line_with(R"("event":"config_applied")"));
  await("get leases -n " + name_space + R"( -o 'jsonpath={.spec.holderIdentity}{"\n"}')", "node-1");

  const bool authenticates = of_controller.contains("HERALD_METRICS_AUTHENTICATE");
  EXPECT_EQ(authenticates, GetParam().folder == "overlays/prometheus-operator");
  if (authenticates)
    kubectl("--token of-prometheus get services,pods,endpoints,endpointslices -n " + name_space);
  EXPECT_THAT(controller.page("/metrics", "of-prometheus"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(controller.page("/metrics"), StartsWith(authenticates ? "HTTP/1.1 401 " : "HTTP/1.1 200 "));
  speaker.signal(SIGTERM);
  EXPECT_EQ(speaker.wait(), 0);
  EXPECT_EQ(controller.end(SIGTERM), 0);
  expect_nothing_refused("herald-controller");
  expect_nothing_refused("herald-speaker");
}

INSTANTIATE_TEST_SUITE_P(Deploy, Overlays,
                         testing::Values(Overlay{"base", "herald-system", ""},
                                         Overlay{"overlays/metallb-namespace", "metallb-system", ""},
                                         Overlay{"overlays/kubernetes-before-1.21", "herald-system", ""},
                                         Overlay{"overlays/minikube", "herald-system", "192.168.49.100"},
                                         Overlay{"overlays/prometheus-operator", "herald-system", ""}),
                         [](const auto& overlay) {
                           std::string name = overlay.param.folder;
                           name.erase(0, name.find('/') + 1);
                           std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0; });
                           return name;
                         });

}  // namespace
}  // namespace herald::deploy
