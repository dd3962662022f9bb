#include "tests/integration/deploy/rights_fixture.h"

#include <fstream>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

namespace json = boost::json;

const std::string kManifest = std::string(HERALD_SOURCE_DIR) + "/deploy/herald.yaml";

}  // namespace

void RightsTest::serve_base() {
  serve("herald-system");
  kubectl("apply -f " + kManifest);
  create_shop();
}

void RightsTest::serve(const std::string& name_space) {
  start({"--rbac", "--token", name_space + "/herald-controller=of-the-controller", "--token",
         name_space + "/herald-speaker=of-the-speaker", "--token", "monitoring/prometheus-k8s=of-prometheus",
         "--token", "shop/robot=of-a-robot"});
}

std::string RightsTest::kubeconfig_with(const std::string& token) {
  std::ifstream admin(data_dir() + "/kubeconfig");
  std::string text{std::istreambuf_iterator<char>(admin), {}};
  const std::size_t at = text.find("token: ") + 7;
  text.replace(at, text.find('\n', at) - at, token);
  return file("kubeconfig-" + token, text);
}

void RightsTest::configure(const std::string& last_octet, const std::string& name_space) {
  kubectl("apply -f " +
          file("config.yaml",
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: " + name_space +
                   "}\ndata:\n  config: |\n    address-pools:\n    - name: lab\n      protocol: layer2\n     "
                   " addresses: [10.0.0.1-10.0.0." +
                   last_octet + "]\n"));
}

void RightsTest::await(const std::string& words, const std::string& text) {
  const auto watching = kubectl_in_background(words + " --watch");
  EXPECT_TRUE(watching->line_with(text)) << "kubectl " << words << ": no line with " << text;
}

void RightsTest::await_event(const std::string& text) {
  await(R"(get events --all-namespaces -o 'jsonpath={.count} {.reason}{"\n"}')", text);
}

std::string RightsTest::rights(const std::string& account, const std::string& name_space) {
  std::string told = kubectl("get --raw /lab/rights/" + name_space + "/" + account);
  return told.substr(0, told.find('\n'));
}

void RightsTest::expect_every_right_to_be_missed(const std::string& account) {
  EXPECT_EQ(rights(account), kNothingWrong);
  const int everywhere = expect_missed("clusterrole " + account, account);
  const int at_home = expect_missed("role " + account + " -n herald-system", account);
  EXPECT_GT(everywhere, 0);
  EXPECT_GT(at_home, 0);
  EXPECT_EQ(rights(account), kNothingWrong) << "all has been put back";
}

int RightsTest::expect_missed(const std::string& role, const std::string& account) {
  const json::value before = json::parse(kubectl("get " + role + " -o json"));
  const auto replace = [&](const std::string& path, const std::string& value) {
    kubectl("patch " + role + R"( --type=json -p '[{"op":"replace","path":")" + path + R"(","value":")" +
            value + R"("}]')");
  };
  int rights_of_role = 0;
  const json::array& rules = before.at("rules").as_array();
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    for (const char* const part : {"verbs", "resources"}) {
      const json::array& entries = rules[rule].at(part).as_array();
      for (std::size_t entry = 0; entry < entries.size(); ++entry, ++rights_of_role) {
        const std::string path = "/rules/" + std::to_string(rule) + "/" + part + "/" + std::to_string(entry);
        const std::string was(entries[entry].as_string());
        replace(path, "nothing");
        EXPECT_THAT(rights(account), testing::Not(testing::HasSubstr(R"("lacking":[])")))
            << role << ": nobody would miss " << path << " (" << was << ")";
        replace(path, was);
      }
    }
  }
  return rights_of_role;
}

}  // namespace herald::deploy
