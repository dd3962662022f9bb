// Each verb that people use, by the program that they use.
#include "tests/integration/apiserver/kubectl_fixture.h"

#include <csignal>

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST_F(KubectlTest, GetShowsTheColumnsPeopleKnow) {
  create_shop();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  EXPECT_THAT(kubectl("get svc -n shop"),
              ContainsRegex("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE\n"
                            "web +LoadBalancer +10\\.[0-9.]+ +<pending> +80:3[0-9]+/TCP +[0-9]+s\n"));
  EXPECT_THAT(kubectl("get svc -n shop -o wide"), ContainsRegex("AGE +SELECTOR\nweb .* app=web\n"));
  EXPECT_THAT(kubectl("get services --all-namespaces"),
              ContainsRegex("default +kubernetes +ClusterIP +10.96.0.1"));
  EXPECT_THAT(kubectl("get ns"), ContainsRegex("shop +Active"));
  EXPECT_THAT(kubectl("get all -n shop"), HasSubstr("service/web"));
}

TEST_F(KubectlTest, GetInOtherForms) {
  create_shop();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  EXPECT_THAT(kubectl("get svc web -n shop -o yaml"), HasSubstr("  externalTrafficPolicy: Cluster\n"));
  EXPECT_THAT(kubectl("get svc web -n shop -o json"), HasSubstr("\"type\": \"LoadBalancer\""));
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.ports[0].port}"), "80\n");
  EXPECT_EQ(kubectl("get svc -n shop -o name"), "service/web\n");
  EXPECT_THAT(kubectl("get svc -A --field-selector spec.type=LoadBalancer"), Not(HasSubstr("kubernetes")));
  EXPECT_THAT(kubectl("get svc -A --field-selector metadata.name=web"), Not(HasSubstr("kubernetes")));
  EXPECT_THAT(kubectl("get svc -A -l component=apiserver"), Not(HasSubstr("web")));
  EXPECT_THAT(kubectl("get svc -A --chunk-size=1"), HasSubstr("web"));
  EXPECT_THAT(kubectl("get svc -A --sort-by=.metadata.name"), HasSubstr("web"));
  EXPECT_THAT(kubectl_fails("get svc nobody -n shop"),
              HasSubstr("Error from server (NotFound): services \"nobody\" not found"));
}

TEST_F(KubectlTest, WatchFollowsWhatHappens) {
  create_shop();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  const auto watch = kubectl_in_background("get svc -n shop -w");
  ASSERT_TRUE(watch->line_with("<pending>"));
  if (kubectl_minor() >= 24) {
    kubectl(
        "patch svc web -n shop --subresource=status --type=merge -p "
        "'{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.168.23.220\"}]}}}'");
    EXPECT_TRUE(watch->line_with("192.168.23.220"));
  } else {
    kubectl("patch svc web -n shop -p '{\"spec\":{\"externalIPs\":[\"192.168.23.220\"]}}'");
    EXPECT_TRUE(watch->line_with("192.168.23.220"));
  }
  kubectl("apply -f " + service("other", "ClusterIP", 81));
  EXPECT_TRUE(watch->line_with("other"));
}

TEST_F(KubectlTest, DescribeTellsTheStoryOfAService) {
  create_shop();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  kubectl("create -f " + file("event.yaml",
                              "apiVersion: v1\nkind: Event\nmetadata: {name: web.1, namespace: shop}\n"
                              "involvedObject: {kind: Service, name: web, namespace: shop}\n"
                              "reason: Assigned\nmessage: an address\ntype: Normal\ncount: 1\n"
                              "source: {component: herald-controller}\n"
                              "lastTimestamp: '2026-01-01T00:00:00Z'\n"));
  const std::string text = kubectl("describe svc web -n shop");
  EXPECT_THAT(text, ContainsRegex("Name: +web\n"));
  EXPECT_THAT(text, ContainsRegex("Type: +LoadBalancer\n"));
  EXPECT_THAT(text, ContainsRegex("NodePort: +<unset> +3[0-9]+/TCP\n"));
  EXPECT_THAT(kubectl("get events -n shop"), ContainsRegex("Normal +Assigned +service/web +an address"));
  if (kubectl_minor() >= 26) EXPECT_THAT(kubectl("events -n shop"), HasSubstr("Assigned"));
}

TEST_F(KubectlTest, ApplyCreatesChangesAndLeavesAlone) {
  create_shop();
  EXPECT_EQ(kubectl("apply -f " + service("web", "LoadBalancer", 80)), "service/web created\n");
  EXPECT_EQ(kubectl("apply -f " + service("web", "LoadBalancer", 80)), "service/web unchanged\n");
  EXPECT_EQ(kubectl("apply -f " + service("web", "ClusterIP", 8080)), "service/web configured\n");
  EXPECT_EQ(
      kubectl(
          "get svc web -n shop -o jsonpath='{.spec.type} {.spec.ports[*].port} {.spec.ports[0].nodePort}'"),
      "ClusterIP 8080 \n");
  EXPECT_THAT(kubectl("apply --dry-run=server -f " + service("new", "ClusterIP", 1)),
              HasSubstr("new created (server dry run)"));
  EXPECT_THAT(kubectl_fails("get svc new -n shop"), HasSubstr("NotFound"));
}

TEST_F(KubectlTest, ApplyRefusesWhatIsMisspelled) {
  create_shop();
  const std::string bad = file("bad.yaml",
                               "apiVersion: v1\nkind: Service\nmetadata: {name: bad, namespace: shop}\n"
                               "spec: {prots: [{port: 1}], ports: [{port: 1}]}\n");
  EXPECT_THAT(kubectl_fails("apply -f " + bad), ContainsRegex("unknown field \"(spec\\.)?prots\""));
  const std::string invalid = file("invalid.yaml",
                                   "apiVersion: v1\nkind: Service\n"
                                   "metadata: {name: bad, namespace: shop}\n"
                                   "spec: {ports: [{port: 80}, {port: 81}]}\n");
  EXPECT_THAT(kubectl_fails("apply -f " + invalid), HasSubstr("spec.ports[0].name: Required value"));
}

TEST_F(KubectlTest, ServerSideApplyKeepsWhatOthersWant) {
  create_shop();
  EXPECT_EQ(kubectl("apply --server-side -f " + service("web", "LoadBalancer", 80)),
            "service/web serverside-applied\n");
  EXPECT_EQ(kubectl("apply --server-side -f " + service("web", "LoadBalancer", 81)),
            "service/web serverside-applied\n");
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.ports[*].port}"), "81\n");
  EXPECT_THAT(
      kubectl_fails("apply --server-side --field-manager=other -f " + service("web", "ClusterIP", 81)),
      HasSubstr("conflict with \"kubectl\": .spec.type"));
  kubectl("apply --server-side --field-manager=other --force-conflicts -f " +
          service("web", "ClusterIP", 81));
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.type}"), "ClusterIP\n");
}

TEST_F(KubectlTest, CreateOfManyKinds) {
  create_shop();
  EXPECT_EQ(kubectl("create configmap config -n shop --from-literal=config=x"), "configmap/config created\n");
  EXPECT_EQ(kubectl("create secret generic key -n shop --from-literal=key=abc"), "secret/key created\n");
  EXPECT_EQ(kubectl("get secret key -n shop -o jsonpath={.data.key}"), "YWJj\n");
  EXPECT_EQ(kubectl("create service loadbalancer lb -n shop --tcp=80:8080"), "service/lb created\n");
  EXPECT_EQ(kubectl("create serviceaccount robot -n shop"), "serviceaccount/robot created\n");
  EXPECT_EQ(kubectl("create role reader -n shop --verb=get --resource=services"),
            "role.rbac.authorization.k8s.io/reader created\n");
  EXPECT_EQ(kubectl("create rolebinding readers -n shop --role=reader --serviceaccount=shop:robot"),
            "rolebinding.rbac.authorization.k8s.io/readers created\n");
  EXPECT_EQ(kubectl("create deployment web -n shop --image=nginx"), "deployment.apps/web created\n");
  EXPECT_THAT(kubectl("get cm,secret,sa,role,rolebinding,deploy -n shop"), HasSubstr("deployment.apps/web"));
  EXPECT_THAT(kubectl_fails("create configmap config -n shop"), HasSubstr("already exists"));
  EXPECT_THAT(kubectl_fails("create configmap config -n nowhere"),
              HasSubstr("namespaces \"nowhere\" not found"));
}

TEST_F(KubectlTest, EditMakesALoadBalancer) {
  create_shop();
  kubectl("create -f " + service("grafana", "ClusterIP", 3000));
  EXPECT_EQ(
      kubectl("edit svc grafana -n shop", {{"EDITOR", editor("s/type: ClusterIP/type: LoadBalancer/")}}),
      "service/grafana edited\n");
  EXPECT_THAT(kubectl("get svc grafana -n shop"), ContainsRegex("grafana +LoadBalancer .*<pending> +3000:3"));
  EXPECT_EQ(kubectl("edit svc grafana -n shop", {{"EDITOR", "true"}}), "Edit cancelled, no changes made.\n");
}

TEST_F(KubectlTest, PatchesOfAllThreeTypes) {
  create_shop();
  kubectl("create -f " + service("web", "ClusterIP", 80));
  kubectl("patch svc web -n shop -p '{\"spec\":{\"ports\":[{\"port\":80,\"name\":\"http\"}]}}'");
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.ports[*].name}"), "http\n");
  kubectl("patch svc web -n shop --type=merge -p '{\"spec\":{\"ports\":[{\"port\":81,\"name\":\"web\"}]}}'");
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.ports[*].port}"), "81\n");
  kubectl(
      "patch svc web -n shop --type=json -p "
      "'[{\"op\":\"replace\",\"path\":\"/spec/ports/0/port\",\"value\":82}]'");
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath={.spec.ports[*].port}"), "82\n");
  EXPECT_THAT(kubectl_fails("patch svc web -n shop --type=json -p "
                            "'[{\"op\":\"test\",\"path\":\"/spec/type\",\"value\":\"NodePort\"}]'"),
              HasSubstr("The request is invalid"));
}

TEST_F(KubectlTest, LabelAndAnnotate) {
  create_shop();
  kubectl("create -f " + service("web", "ClusterIP", 80));
  EXPECT_THAT(kubectl("label svc web -n shop tier=front"), HasSubstr("service/web labeled"));
  EXPECT_THAT(kubectl("annotate svc web -n shop note=hello"), HasSubstr("service/web annotate"));
  EXPECT_EQ(kubectl("get svc -n shop -l tier=front -o name"), "service/web\n");
  kubectl("label svc web -n shop tier-");
  EXPECT_EQ(kubectl("get svc web -n shop -o jsonpath='{.metadata.labels}{.metadata.annotations.note}'"),
            "hello\n");
}

TEST_F(KubectlTest, DeleteWaitsUntilItIsGone) {
  create_shop();
  kubectl("create -f " + service("web", "ClusterIP", 80));
  EXPECT_THAT(kubectl("delete svc web -n shop"), HasSubstr("service \"web\" deleted"));
  EXPECT_THAT(kubectl_fails("get svc web -n shop"), HasSubstr("NotFound"));
  kubectl("create -f " + service("web", "ClusterIP", 80));
  EXPECT_THAT(kubectl("delete ns shop"), HasSubstr("namespace \"shop\" deleted"));
  EXPECT_THAT(kubectl_fails("get ns shop"), HasSubstr("NotFound"));
  EXPECT_THAT(kubectl("get svc -A"), Not(HasSubstr("web")));
}

TEST_F(KubectlTest, DiscoveryAndExplain) {
  const std::string resources = kubectl("api-resources");
  EXPECT_THAT(resources, ContainsRegex("services +svc +v1 +true +Service\n"));
  EXPECT_THAT(resources, ContainsRegex("leases +coordination.k8s.io/v1 +true +Lease\n"));
  EXPECT_THAT(kubectl("api-versions"), HasSubstr("discovery.k8s.io/v1\n"));
  EXPECT_THAT(kubectl("explain service.spec"), HasSubstr("loadBalancerClass"));
  EXPECT_THAT(kubectl("version"), HasSubstr("+herald"));
}

TEST_F(KubectlTest, CustomResourcesComeAndGo) {
  kubectl("apply -f " +
          file("crd.yaml",
               "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
               "metadata: {name: gateways.networking.istio.io}\nspec:\n  group: networking.istio.io\n"
               "  scope: Namespaced\n  names: {plural: gateways, singular: gateway, kind: Gateway, "
               "shortNames: [gw]}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n"
               "    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}\n"
               "    additionalPrinterColumns:\n    - {name: Host, type: string, jsonPath: .spec.host}\n"));
  const std::string gateway = file("gateway.yaml",
                                   "apiVersion: networking.istio.io/v1\nkind: Gateway\n"
                                   "metadata: {name: wservice, namespace: default}\n"
                                   "spec: {host: wservice.example.com}\n");
  EXPECT_THAT(kubectl("apply -f " + gateway), HasSubstr("gateway.networking.istio.io/wservice created"));
  EXPECT_THAT(kubectl("apply -f " + gateway), HasSubstr("unchanged"));
  EXPECT_THAT(kubectl("get gw"), ContainsRegex("NAME +HOST\nwservice +wservice.example.com\n"));
  kubectl("delete crd gateways.networking.istio.io");
  EXPECT_THAT(kubectl_fails("get gateways"), HasSubstr("server"));
}

TEST_F(KubectlTest, StateOutlivesTheServer) {
  create_shop();
  kubectl("create -f " + service("web", "LoadBalancer", 80));
  const std::string form =
      "get svc web -n shop -o jsonpath='{.metadata.uid} {.metadata.resourceVersion} {.spec}'";
  const std::string before = kubectl(form);
  stop(SIGKILL);
  start();
  EXPECT_EQ(kubectl(form), before);
  const std::string version = "get svc web -n shop -o jsonpath={.metadata.resourceVersion}";
  const int old = std::atoi(kubectl(version).c_str());
  kubectl("label svc web -n shop a=b");
  EXPECT_GT(std::atoi(kubectl(version).c_str()), old);
  stop(SIGTERM);
}

TEST_F(KubectlTest, StopsInOrderFromItsFirstMomentOn) {
  for (int i = 0; i < 10; ++i) {
    stop(SIGTERM);
    start();
  }
}

TEST_F(KubectlTest, RbacHoldsServiceAccountsToTheirRoles) {
  stop(SIGTERM);
  start({"--rbac", "--token", "shop/robot=robot-token"});
  create_shop();
  kubectl("create serviceaccount robot -n shop");
  kubectl("create role reader -n shop --verb=get,list --resource=services");
  kubectl("create rolebinding readers -n shop --role=reader --serviceaccount=shop:robot");
  const std::string as_robot = " --token=robot-token --kubeconfig=" + file("robot.conf", "") +
                               " --insecure-skip-tls-verify --server=" +
                               kubectl("config view -o jsonpath={.clusters[0].cluster.server}");
  const std::string robot = as_robot.substr(0, as_robot.find_last_not_of('\n') + 1);
  EXPECT_THAT(kubectl("get svc -n shop" + robot), HasSubstr("No resources found"));
  EXPECT_THAT(
      kubectl_fails("get svc -n default" + robot),
      HasSubstr("services is forbidden: User \"system:serviceaccount:shop:robot\" cannot list resource "
                "\"services\" in API group \"\" in the namespace \"default\""));
  EXPECT_EQ(kubectl("auth can-i list services -n shop" + robot), "yes\n");
  EXPECT_THAT(kubectl_fails("auth can-i delete services -n shop" + robot), HasSubstr("no"));
  if (kubectl_minor() < 24) return;
  const std::string minted = kubectl("create token robot -n shop");
  EXPECT_GT(minted.size(), 60U);
}

class WireFaults : public KubectlTest {
 protected:
  void fault(const std::string& rules) {
    kubectl("replace --raw /lab/faults -f " + file("faults.json", "{\"faults\":[" + rules + "]}"));
  }
};

TEST_F(WireFaults, RetryAfterIsObeyed) {
  fault(R"({"fault":"too_many","verb":"get","resource":"services","retryAfter":1})");
  EXPECT_THAT(kubectl("get svc kubernetes"), HasSubstr("10.96.0.1"));
  EXPECT_THAT(kubectl("get --raw /lab/faults"), HasSubstr("\"count\":0"));
}

TEST_F(WireFaults, ErrorsAreShown) {
  fault(R"({"fault":"error","verb":"get","resource":"services","count":-1})");
  EXPECT_THAT(kubectl_fails("get svc kubernetes"), HasSubstr("a fault of the lab"));
}

TEST_F(WireFaults, ATrickleLosesNothing) {
  const std::string whole = kubectl("get --raw /api/v1/namespaces/default/services/kubernetes");
  fault(R"({"fault":"trickle","verb":"get","resource":"services","bytesPerSecond":2000})");
  EXPECT_EQ(kubectl("get --raw /api/v1/namespaces/default/services/kubernetes"), whole);
}

TEST_F(WireFaults, ADroppedWatchEnds) {
  fault(R"({"fault":"drop_watch"})");
  const auto watch = kubectl_in_background("get --raw /api/v1/services?watch=1");
  EXPECT_TRUE(watch->line_with("ADDED"));
  const auto torn = watch->line();
  ASSERT_TRUE(torn);
  EXPECT_EQ(*torn, R"({"type":"MODIFIED","obj)");
}

TEST_F(WireFaults, AMutedWatchStaysOpenAndSilent) {
  const auto muted = kubectl_in_background("get --raw /api/v1/configmaps?watch=1&allowWatchBookmarks=true");
  kubectl("create configmap first --from-literal=a=b");
  ASSERT_TRUE(muted->line_with("first"));
  kubectl("create -f " + file("empty.json", "{}") + " --raw /lab/mute-watches");
  kubectl("create configmap second --from-literal=a=b");
  const auto later = kubectl_in_background("get --raw /api/v1/configmaps?watch=1");
  ASSERT_TRUE(later->line_with("second"));
  EXPECT_FALSE(muted->line(std::chrono::seconds(1)));
}

}  // namespace
}  // namespace herald::apiserver
