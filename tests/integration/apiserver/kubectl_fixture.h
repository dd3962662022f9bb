// A server of its own for each test, and the real kubectl talking to it: HERALD_KUBECTL, or the one in PATH.
// Without one the tests fail: what they prove cannot be proven otherwise.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::apiserver {

class KubectlTest : public testing::Test {
 protected:
  void SetUp() override;

  void start(std::vector<std::string> further_flags = {}, const std::string& listen = "127.0.0.1:0");
  // By SIGTERM, or as a machine dies.
  void stop(int signal);

  // kubectl must succeed; returns what it printed.
  std::string kubectl(const std::string& words, const Environment& further = {});
  // kubectl must fail.
  std::string kubectl_fails(const std::string& words);
  [[nodiscard]] std::unique_ptr<Process> kubectl_in_background(const std::string& words);
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) {
    return directory_.file(name, text);
  }
  [[nodiscard]] std::string editor(const std::string& sed_expression);
  // The manifest of a Service in namespace "shop".
  [[nodiscard]] std::string service(const std::string& name, const std::string& type, int port);
  void create_shop();
  // 20 for kubectl 1.20.
  [[nodiscard]] int kubectl_minor();
  // docs/operate/install.md says so to people.
  [[nodiscard]] bool builds_overlays() { return kubectl_minor() >= 21; }
  static constexpr const char* kBuildsNoOverlays =
      "the kustomize in kubectl 1.20 does not read overlays; name a later kubectl in HERALD_KUBECTL";

  [[nodiscard]] std::string data_dir() const { return directory_.path() + "/data"; }

 private:
  [[nodiscard]] Environment environment(const Environment& further) const;
  [[nodiscard]] std::vector<std::string> command(const std::string& words) const;

  TemporaryDirectory directory_;
  std::string kubectl_;
  std::unique_ptr<Process> server_;
};

}  // namespace herald::apiserver
