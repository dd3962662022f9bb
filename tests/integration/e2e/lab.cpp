#include "tests/integration/e2e/lab.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace herald::e2e {
namespace {

using apiserver::Environment;
using Clock = std::chrono::steady_clock;

std::string since(Clock::time_point began) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count()) +
         " ms";
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::vector<std::string> split(const std::string& words) {
  std::vector<std::string> all;
  bool quoted = false;
  bool open = false;
  for (const char c : words) {
    if (c == '\'') {
      quoted = !quoted;
      if (quoted && !open) all.emplace_back();
      open = true;
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

// The number behind `"name":` in a line of JSON.
double number_in(const std::string& line, const std::string& name) {
  const std::string mark = "\"" + name + "\":";
  const std::size_t at = line.find(mark);
  EXPECT_NE(at, std::string::npos) << name << " is missing in: " << line;
  return at == std::string::npos ? -1 : std::strtod(line.c_str() + at + mark.size(), nullptr);
}

std::vector<std::string> answerers_in(const std::string& line) {
  constexpr std::string_view kMark = R"("node":")";
  std::vector<std::string> nodes;
  for (std::size_t at = line.find(kMark); at != std::string::npos; at = line.find(kMark, at)) {
    at += kMark.size();
    nodes.push_back(line.substr(at, line.find('"', at) - at));
  }
  return nodes;
}

// As both tools print it: 02:00:00:00:00:0B, the number of the node's address at the end; 01:0B on a second
// LAN.
std::string mac_of_node(int index, int lan) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "02:00:00:00:%02X:%02X", static_cast<unsigned>(lan - 1),
                static_cast<unsigned>(10 + index));
  return text.data();
}

// "lan", "lan2".
std::string of_lan(const std::string& name, int lan) {
  return name + (lan == 1 ? "" : std::to_string(lan));
}

int lans_in(const std::vector<std::string>& flags) {
  const auto found = std::find(flags.begin(), flags.end(), "--lans");
  return found == flags.end() ? 1 : std::stoi(*std::next(found));
}

bool is_v4(const std::string& address) {
  return address.find(':') == std::string::npos;
}

bool is_a_test() {
  return testing::UnitTest::GetInstance()->current_test_info() != nullptr;
}

std::string name_of_test() {
  if (!is_a_test()) return "bench";  // measured, not tested
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "." + test->name();
  for (char& c : name)
    c = c == '/' ? '_' : c;
  return name;
}

}  // namespace

void measured(const std::string& what) {
  std::printf("[ MEASURED ] %s\n", what.c_str());
  std::fflush(stdout);
}

Knocking::Knocking(const std::vector<std::string>& command, const Environment& environment)
    : process_(command, environment) {}

bool Knocking::reached() {
  return process_.line_with("reached").has_value();
}

Knocks Knocking::stop() {
  process_.signal(SIGTERM);
  const auto line = process_.line_with("\"sent\"");
  Knocks knocks;
  EXPECT_TRUE(line) << "the client said nothing";
  if (!line) return knocks;
  process_.wait();
  knocks.sent = static_cast<int>(number_in(*line, "sent"));
  knocks.lost = static_cast<int>(number_in(*line, "lost"));
  knocks.longest = std::chrono::milliseconds(static_cast<int>(number_in(*line, "longest_ms")));
  knocks.answerers = answerers_in(*line);
  std::string by;
  for (const std::string& node : knocks.answerers)
    by += " " + node;
  measured("knocks sent " + std::to_string(knocks.sent) + ", lost " + std::to_string(knocks.lost) +
           ", longest gap " + std::to_string(knocks.longest.count()) + " ms, answered by" + by);
  return knocks;
}

LabTool::LabTool() : folder_(HERALD_E2E_FOLDER "/" + name_of_test()) {}

std::vector<std::string> LabTool::command(const std::string& words) const {
  std::vector<std::string> all{HERALD_LAB, "--dir", folder_};
  for (std::string& word : split(words))
    all.push_back(std::move(word));
  return all;
}

Environment LabTool::environment() const {
  return {{"PATH", variable("PATH") + ":/usr/sbin:/sbin"},
          {"HOME", directory_.path()},
          {"TMPDIR", directory_.path()},
          {"KUBECONFIG", folder_ + "/kubeconfig"}};
}

Finished LabTool::run(const std::string& words) const {
  return apiserver::run(command(words), environment());
}

std::unique_ptr<Process> LabTool::begin(const std::string& words) const {
  return std::make_unique<Process>(command(words), environment());
}

std::string LabTool::file(const std::string& name, const std::string& text) const {
  return directory_.file(name, text);
}

Lab::Lab(const std::vector<std::string>& flags) : lans_(lans_in(flags)) {
  const auto began = Clock::now();
  std::vector<std::string> words = tool_.command("up --foreground");
  words.insert(words.end(), flags.begin(), flags.end());
  process_ = std::make_unique<Process>(words, tool_.environment());
  up_ = process_->line_with("export KUBECONFIG=").has_value();
  EXPECT_TRUE(up_) << "the lab did not come up; see " << folder() << "/logs";
  measured("the lab was up after " + since(began));
  if (!up_ || !is_a_test()) return;  // a bench shall not be slowed down by captures
  // The switch itself sees what everybody says.
  for (int lan = 1; lan <= lans_; ++lan)
    run("start " + of_lan("lan", lan) + ".capture -- tcpdump -Z root -i br0 -U -s 256 -w " + capture(lan));
}

Lab::~Lab() {
  if (testing::Test::HasFailure()) {
    static_cast<void>(try_to_run("dump"));
    std::fprintf(stderr, "logs, capture and the state of every daemon are in %s/logs\n", folder().c_str());
  }
  process_->signal(SIGTERM);
  process_->wait();
  if (testing::Test::HasFailure()) return;
  std::error_code ignored;
  for (int lan = 1; lan <= lans_; ++lan)
    std::filesystem::remove(capture(lan), ignored);
}

std::string Lab::capture(int lan) const {
  return folder() + "/logs/" + of_lan("lan", lan) + ".pcap";
}

void Lab::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

Finished Lab::try_to_run(const std::string& words) {
  return tool_.run(words);
}

std::string Lab::run(const std::string& words) {
  Finished finished = try_to_run(words);
  EXPECT_EQ(finished.code, 0) << "lab " << words << "\n" << finished.out;
  return std::move(finished.out);
}

std::unique_ptr<Process> Lab::begin(const std::string& words) {
  return tool_.begin(words);
}

std::string Lab::kubectl(const std::string& words) {
  std::vector<std::string> all{variable("HERALD_KUBECTL").empty() ? "kubectl" : variable("HERALD_KUBECTL")};
  for (std::string& word : split(words))
    all.push_back(std::move(word));
  Finished finished = apiserver::run(all, tool_.environment());
  EXPECT_EQ(finished.code, 0) << "kubectl " << words << "\n" << finished.out;
  return std::move(finished.out);
}

void Lab::apply(const std::string& manifest) {
  kubectl("apply -f " + tool_.file("manifest.yaml", manifest));
}

void Lab::create(const std::string& manifest) {
  kubectl("create -f " + tool_.file("manifest.yaml", manifest));
}

void Lab::replace_status(const std::string& path, const std::string& object) {
  kubectl("replace --raw " + path + "/status -f " + tool_.file("status.json", object));
}

std::string Lab::await(const std::string& words, const std::string& text) {
  std::vector<std::string> all{variable("HERALD_KUBECTL").empty() ? "kubectl" : variable("HERALD_KUBECTL")};
  for (std::string& word : split(words + " --watch"))
    all.push_back(std::move(word));
  Process process(all, tool_.environment());
  return process.line_with(text).value_or("");
}

std::string Lab::await_reachable(const std::string& address, const std::string& flags) {
  const auto began = Clock::now();
  const std::string said = run("probe " + address + " --first --for 30s " + flags);
  constexpr std::string_view kReached = "reached ";
  const std::size_t at = said.find(kReached);
  const std::string node =
      at == std::string::npos ? std::string()
                              : said.substr(at + kReached.size(), said.find('\n', at) - at - kReached.size());
  measured(address + " was answered after " + since(began) + (node.empty() ? "" : " by " + node));
  return node;
}

std::string Lab::await_other(const std::string& address, const std::string& node) {
  return await_reachable(address, "--not-by " + node);
}

Finished Lab::try_page(const std::string& address, int port, const std::string& from) {
  const std::string host = is_v4(address) ? address : "[" + address + "]";
  return try_to_run("exec " + from + " -- curl -sS -m 5 'http://" + host + ":" + std::to_string(port) + "/'");
}

std::string Lab::page(const std::string& address, int port, const std::string& from) {
  Finished got = try_page(address, port, from);
  EXPECT_EQ(got.code, 0) << address << " port " << port << "\n" << got.out;
  return std::move(got.out);
}

std::set<std::string> Lab::owners(const std::string& address, int lan) {
  const std::string asks = "exec " + of_lan("client", lan) + " -- ";
  // Broadcasts, so that everybody is asked; and as long as two of them take, so that everybody has answered.
  const Finished asked =
      try_to_run(asks + (is_v4(address) ? "arping -b -c 2 -w 2 -I eth0 " + address
                                        : "ndisc6 -m -n -r 2 -w 1000 " + address + " eth0"));
  std::set<std::string> nodes;
  for (int index = 1; index <= 99; ++index) {
    if (asked.out.find(mac_of_node(index, lan)) != std::string::npos)
      nodes.insert("node-" + std::to_string(index));
  }
  std::string names;
  for (const std::string& node : nodes)
    names += " " + node;
  measured("asked on " + of_lan("lan", lan) + " who has " + address + ":" +
           (names.empty() ? " nobody" : names));
  return nodes;
}

// By a client that waits for answers of nobody: the lab's clock, and no other.
void Lab::let_pass(const std::string& duration) {
  static_cast<void>(try_to_run("probe 192.0.2.1 --rate 1 --for " + duration));
}

std::unique_ptr<Knocking> Lab::knock(const std::string& address, const std::string& flags) {
  auto knocking = std::make_unique<Knocking>(tool_.command("probe " + address + " --json --for 5m " + flags),
                                             tool_.environment());
  EXPECT_TRUE(knocking->reached()) << address << " was never reached";
  return knocking;
}

std::string Lab::log(const std::string& daemon) const {
  std::ifstream in(folder() + "/logs/" + daemon + ".log");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string service(const std::string& name, const std::string& more) {
  return "apiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: " + name +
         "}\nspec:\n  type: LoadBalancer\n  ports: [{name: http, port: 80, targetPort: 8080}]\n" + more;
}

std::string pool(const std::string& addresses) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: herald-system, name: config}\ndata:\n  "
         "config: |\n"
         "    address-pools:\n    - {name: lan, protocol: layer2, addresses: [" +
         addresses + "]}\n";
}

std::string why_no_lab() {
  apiserver::TemporaryDirectory directory;
  const Finished tried =
      apiserver::run({HERALD_LAB, "--dir", directory.path() + "/lab", "check"}, {{"PATH", variable("PATH")}});
  return tried.code == 0 ? std::string() : tried.out;
}

}  // namespace herald::e2e
