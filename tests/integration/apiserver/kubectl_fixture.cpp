#include "tests/integration/apiserver/kubectl_fixture.h"

#include "tests/integration/apiserver/server_process.h"

#include <csignal>
#include <cstdlib>
#include <sstream>

namespace herald::apiserver {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

void KubectlTest::SetUp() {
  kubectl_ = variable("HERALD_KUBECTL");
  if (kubectl_.empty()) kubectl_ = "kubectl";
  const Finished found = run({kubectl_, "version", "--client"}, environment({}));
  ASSERT_EQ(found.code, 0) << kubectl_
                           << " cannot be run; install kubernetes-client, or set HERALD_KUBECTL.\n"
                           << found.out;
  start();
}

void KubectlTest::start(std::vector<std::string> further_flags, const std::string& listen) {
  server_.reset();
  further_flags.insert(further_flags.end(), {"--log-level", "warning"});
  server_ = start_server(data_dir(), listen, further_flags, environment({})).process;
}

void KubectlTest::stop(int signal) {
  server_->signal(signal);
  const int code = server_->wait();
  EXPECT_EQ(code, signal == SIGTERM ? 0 : 128 + signal);
}

Environment KubectlTest::environment(const Environment& further) const {
  Environment all{{"PATH", variable("PATH")},
                  {"HOME", directory_.path()},
                  {"KUBECONFIG", data_dir() + "/kubeconfig"},
                  {"TMPDIR", directory_.path()}};
  for (const auto& [name, value] : further)
    all[name] = value;
  return all;
}

// Words are split at spaces; what stands in single quotes is one word.
std::vector<std::string> KubectlTest::command(const std::string& words) const {
  std::vector<std::string> all{kubectl_};
  bool quoted = false;
  bool open = false;
  for (const char c : words) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) all.emplace_back();
      open = true;
      all.back() += c;
    }
  }
  return all;
}

std::string KubectlTest::kubectl(const std::string& words, const Environment& further) {
  const Finished done = run(command(words), environment(further));
  EXPECT_EQ(done.code, 0) << "kubectl " << words << "\n" << done.out;
  return done.out;
}

std::string KubectlTest::kubectl_fails(const std::string& words) {
  const Finished done = run(command(words), environment({}));
  EXPECT_NE(done.code, 0) << "kubectl " << words << "\n" << done.out;
  return done.out;
}

std::unique_ptr<Process> KubectlTest::kubectl_in_background(const std::string& words) {
  return std::make_unique<Process>(command(words), environment({}));
}

std::string KubectlTest::editor(const std::string& sed_expression) {
  return directory_.file("editor", "#!/bin/sh\nsed -i '" + sed_expression + "' \"$1\"\n", true);
}

std::string KubectlTest::service(const std::string& name, const std::string& type, int port) {
  return file(name + ".yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
                                  ", namespace: shop}\nspec:\n  type: " + type + "\n  selector: {app: " +
                                  name + "}\n  ports:\n  - port: " + std::to_string(port) + "\n");
}

void KubectlTest::create_shop() {
  EXPECT_EQ(kubectl("create namespace shop"), "namespace/shop created\n");
}

int KubectlTest::kubectl_minor() {
  const std::string version = kubectl("version --client -o json");
  const std::size_t at = version.find("\"minor\": \"");
  return at == std::string::npos ? 0 : std::atoi(version.c_str() + at + 10);
}

}  // namespace herald::apiserver
