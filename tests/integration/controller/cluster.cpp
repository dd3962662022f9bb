#include "tests/integration/controller/cluster.h"

#include "tests/integration/apiserver/server_process.h"

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::controller {
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// What follows `"name":"` in a line of JSON.
std::string field(const std::string& line, const std::string& name) {
  const std::string mark = "\"" + name + "\":\"";
  const std::size_t at = line.find(mark);
  if (at == std::string::npos) return {};
  return line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
}

}  // namespace

Controller::Controller(const std::vector<std::string>& flags, const Environment& environment) {
  std::vector<std::string> words{HERALD_CONTROLLER, "--listen", "127.0.0.1:0", "--log-format", "json"};
  words.insert(words.end(), flags.begin(), flags.end());
  process_ = std::make_unique<Process>(words, environment);
  const auto listening = process_->line_with("\"event\":\"http_listening\"");
  EXPECT_TRUE(listening) << "herald-controller did not start";
  if (!listening) return;
  const std::string address = field(*listening, "address");
  port_ = std::atoi(address.substr(address.rfind(':') + 1).c_str());
}

bool Controller::says(const std::vector<std::string>& texts) {
  while (const auto line = process_->line_with(texts.front())) {
    bool all = true;
    for (const std::string& text : texts)
      all = all && line->find(text) != std::string::npos;
    if (all) return true;
  }
  return false;
}

int Controller::end(int signal) {
  process_->signal(signal);
  return process_->wait();
}

std::string Controller::page(const std::string& path, const std::string& token) const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string got;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string bearer = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + bearer + "\r\n";
    EXPECT_EQ(::send(socket, request.data(), request.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(request.size()));
    std::array<char, 4096> piece{};
    for (ssize_t size = 0; (size = ::read(socket, piece.data(), piece.size())) > 0;)
      got.append(piece.data(), static_cast<std::size_t>(size));
  }
  ::close(socket);
  return got;
}

void ClusterTest::SetUp() {
  kubectl_ = variable("HERALD_KUBECTL");
  if (kubectl_.empty()) kubectl_ = "kubectl";
  kubeconfig_ = variable("HERALD_TEST_KUBECONFIG");
  if (!kubeconfig_.empty()) return;
  kubeconfig_ = directory_.path() + "/data/kubeconfig";
  start_server("127.0.0.1:0");
}

void ClusterTest::start_server(const std::string& address) {
  server_ =
      apiserver::start_server(directory_.path() + "/data", address,
                              {"--service-cidr", "10.233.0.0/18", "--log-level", "warning"}, environment())
          .process;
}

void ClusterTest::make_crashable() {
  if (embedded()) return;
  gate_ = std::make_unique<Gate>();
  std::string text = kubectl("config view --raw --minify --flatten -o json");
  const std::size_t at = text.find("\"server\":");
  ASSERT_NE(at, std::string::npos);
  text.insert(at, "\"proxy-url\": \"" + gate_->url() + "\", ");
  kubeconfig_through_gate_ = file("through-gate", text);
}

void ClusterTest::crash_server() {
  if (gate_) return gate_->shut();
  server_->signal(SIGKILL);
  server_->wait();
}

// Where its clients look for it.
void ClusterTest::restart_server() {
  if (gate_) return gate_->open();
  std::ifstream file(kubeconfig_);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string mark = "server: https://";
  const std::size_t at = text.find(mark) + mark.size();
  start_server(text.substr(at, text.find_first_of("\"\n", at) - at));
}

// Somebody else's cluster is left as it was found.
void ClusterTest::TearDown() {
  if (!embedded())
    kubectl("delete namespace istio-system metallb-system herald-system shop --ignore-not-found");
}

Environment ClusterTest::environment(const Environment& more) const {
  Environment all{{"PATH", variable("PATH")},
                  {"HOME", directory_.path()},
                  {"KUBECONFIG", kubeconfig_},
                  {"TMPDIR", directory_.path()}};
  for (const auto& [name, value] : more)
    all[name] = value;
  return all;
}

std::unique_ptr<Controller> ClusterTest::start_controller(Patience patience) {
  std::vector<std::string> flags{"--kubeconfig",   kubeconfig(), "--namespace",
                                 "metallb-system", "--config",   "metallb-system/config"};
  const std::vector<std::string> lease =
      patience == Patience::short_lease
          ? std::vector<std::string>{"--lease-duration", "3s",   "--renew-deadline", "2s",
                                     "--retry-period",   "500ms"}
          : std::vector<std::string>{"--lease-duration", "1h", "--renew-deadline", "30m",
                                     "--retry-period",   "2s"};
  flags.insert(flags.end(), lease.begin(), lease.end());
  return std::make_unique<Controller>(flags, environment());
}

// Words are split at spaces; what stands in single quotes is one word.
std::vector<std::string> ClusterTest::command(const std::string& words) const {
  std::vector<std::string> all{kubectl_};
  bool quoted = false;
  bool open = false;
  for (const char c : words) {
    if (c == '\'') {
      quoted = !quoted;
      continue;
    }
    if (c == ' ' && !quoted) {
      open = false;
      continue;
    }
    if (!open) all.emplace_back();
    open = true;
    all.back() += c;
  }
  return all;
}

std::string ClusterTest::kubectl(const std::string& words, const Environment& more) {
  const apiserver::Finished done = apiserver::run(command(words), environment(more));
  EXPECT_EQ(done.code, 0) << "kubectl " << words << "\n" << done.out;
  return done.out;
}

std::string ClusterTest::manifest_file(const std::string& manifest) {
  return directory_.file("manifest-" + std::to_string(++files_) + ".yaml", manifest);
}

void ClusterTest::apply(const std::string& manifest) {
  kubectl("apply -f " + manifest_file(manifest));
}

void ClusterTest::create(const std::string& manifest) {
  kubectl("create --validate=false -f " + manifest_file(manifest));
}

void ClusterTest::edit(const std::string& object, const std::string& sed_expression) {
  const std::string editor = directory_.file("editor-" + std::to_string(++files_),
                                             "#!/bin/sh\nsed -i '" + sed_expression + "' \"$1\"\n", true);
  const std::string said = kubectl("edit " + object, {{"EDITOR", editor}, {"KUBE_EDITOR", editor}});
  EXPECT_NE(said.find(" edited"), std::string::npos) << said;
}

std::unique_ptr<Process> ClusterTest::begin(const std::string& words) {
  return std::make_unique<Process>(command(words), environment());
}

std::unique_ptr<Process> ClusterTest::watch(const std::string& words) {
  return begin(words + " --watch");
}

std::string ClusterTest::await(const std::string& words, const std::string& text) {
  const auto watching = watch(words);
  const auto line = watching->line_with(text);
  EXPECT_TRUE(line) << "kubectl " << words << " --watch: no line with " << text;
  return line.value_or(std::string());
}

}  // namespace herald::controller
