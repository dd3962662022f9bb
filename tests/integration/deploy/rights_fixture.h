// An API server that enforces the manifests' rights, and the tokens of those who have them.
#pragma once

#include "tests/integration/apiserver/kubectl_fixture.h"

#include <string>
#include <vector>

namespace herald::deploy {

inline constexpr const char* kNothingWrong = R"({"unused":[],"refused":[],"lacking":[]})";

class RightsTest : public apiserver::KubectlTest {
 protected:
  // A server that enforces rights and knows the tokens of both daemons in that namespace.
  void serve(const std::string& name_space);
  // The same for Herald's usual namespace, with deploy/herald.yaml applied and the namespace shop.
  void serve_base();

  // As the Pod has it: its own token, and nobody else's.
  [[nodiscard]] std::string kubeconfig_of_controller() { return kubeconfig_with("of-the-controller"); }
  [[nodiscard]] std::string kubeconfig_of_speaker() { return kubeconfig_with("of-the-speaker"); }

  // One pool, 10.0.0.1 to 10.0.0.`last_octet`.
  void configure(const std::string& last_octet, const std::string& name_space = "herald-system");
  // Until kubectl shows a line with `text`.
  void await(const std::string& words, const std::string& text);
  // An Event anywhere: "2 ConfigStale".
  void await_event(const std::string& text);

  // What the API server has seen `account` do: kNothingWrong when its rights are exactly what it needs.
  [[nodiscard]] std::string rights(const std::string& account,
                                   const std::string& name_space = "herald-system");
  // Takes each verb and each resource of the account's manifest away, one at a time, puts it back, and
  // expects each time that the account would miss something that it has done.
  void expect_every_right_to_be_missed(const std::string& account);

 private:
  [[nodiscard]] std::string kubeconfig_with(const std::string& token);
  // Of the role "clusterrole NAME" or "role NAME -n NAMESPACE"; the number of rights that it has.
  int expect_missed(const std::string& role, const std::string& account);
};

}  // namespace herald::deploy
