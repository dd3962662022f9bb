// What herald-speaker takes of a node's memory: the whole resident set of the process, shared pages of its
// own program included, as /proc/PID/smaps_rollup has it (stat counts in steps of 64 pages and is wrong by
// that). One interface, the embedded API server, the real controller to give the addresses. Exits with 1 when
// a bar is missed. Needs root, for a network namespace; exits with 77 without.
#include "tests/integration/controller/api_user.h"
#include "tests/integration/controller/lab_cluster.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/privileges.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

namespace herald::bench {
namespace {

using apiserver::Environment;
using apiserver::Process;
using controller::ApiUser;
using controller::LabCluster;

constexpr Duration kLong = std::chrono::minutes(5);
// What a burst leaves behind is given back after a second of rest (runtime/idle_trim.h).
constexpr Duration kQuiet = std::chrono::seconds(4);

bool all_met = true;

void bar(bool met, const std::string& what, double figure, const char* bound) {
  all_met = all_met && met;
  std::printf("%-8s %-66s %9.2f MB (bar: %s)\n", met ? "met" : "NOT MET", what.c_str(), figure, bound);
}

void note(const std::string& what, double figure) {
  std::printf("%-8s %-66s %9.2f MB\n", "", what.c_str(), figure);
}

void require(bool done, const char* what) {
  if (done) return;
  std::printf("%-8s %s\n", "NOT MET", what);
  std::exit(1);
}

// A line of a file in /proc/PID, "Rss:  9720 kB", in millions of bytes.
double megabytes(pid_t process, const char* file, const std::string& name) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + ":"))
      return std::strtod(line.c_str() + name.size() + 1, nullptr) * 1024 / 1e6;
  return -1;
}

// An endpoint on our node and one elsewhere, as a Deployment of two has them.
std::string endpoints_of(const std::string& service) {
  return R"({"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":")" + service +
         R"(-x7k2p","labels":{"kubernetes.io/service-name":")" + service +
         R"("}},"addressType":"IPv4","ports":[{"port":8080}],"endpoints":[)"
         R"({"addresses":["10.1.0.1"],"nodeName":"node-1","conditions":{"ready":true}},)"
         R"({"addresses":["10.1.1.1"],"nodeName":"node-2","conditions":{"ready":true}}]})";
}

// The first pool is for every node, the second for one that is not there: its Services are seen, and not
// ours.
std::string config_of(std::size_t ours) {
  const std::string last =
      "10.90." + std::to_string(4 + (ours - 1) / 256) + "." + std::to_string((ours - 1) % 256);
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"config"},"data":{"config":"address-pools:\n)"
         R"(- name: ours\n  protocol: layer2\n  addresses: [10.90.4.0-)" +
         last +
         R"(]\n- name: theirs\n  protocol: layer2\n  node-selectors:\n  - match-labels: {rack: other}\n)"
         R"(  addresses: [10.91.0.0/16]\n"}})";
}

struct Load {
  std::size_t services;
  std::size_t owned;
  double most;  // MB
  const char* bound;
};

void furnish(ApiUser& user, const Load& load) {
  user.create_namespace();
  require(user.answered(), "the namespace was not created");
  user.create("/api/v1/nodes", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"}})");
  user.create("/api/v1/namespaces/lab/configmaps", config_of(load.owned));
  for (std::size_t i = 0; i < load.services; ++i) {
    const std::string name = "s" + std::to_string(i);
    user.create_service(name);
    user.create("/apis/discovery.k8s.io/v1/namespaces/lab/endpointslices", endpoints_of(name));
  }
  require(user.answered(kLong), "the Services were not created");
}

void measure(const Load& load) {
  const LabCluster cluster;
  ApiUser user(cluster.kubeconfig());
  furnish(user, load);
  const auto controller = cluster.start_controller();
  require(user.run_until([&] { return user.all_assigned(load.services); }, kLong),
          "not every Service got its address");
  Process speaker({HERALD_SPEAKER, "--kubeconfig", cluster.kubeconfig(), "--namespace", "lab", "--config",
                   "lab/config", "--node-name", "node-1", "--ring-address", "10.90.0.1", "--listen",
                   "127.0.0.1:0", "--log-format", "json"},
                  Environment{});
  for (std::size_t i = 0; i < load.owned; ++i)
    require(speaker.line_with("\"event\":\"address_gained\"").has_value(), "an address is not announced");
  const std::string what =
      std::to_string(load.owned) + " owned addresses, " + std::to_string(load.services) + " Services seen";
  const double resident = megabytes(speaker.id(), "smaps_rollup", "Rss");
  bar(resident > 0 && resident < load.most, "resident: " + what, resident, load.bound);
  note("... of it shared or clean, which is the program itself",
       resident - megabytes(speaker.id(), "smaps_rollup", "Private_Dirty"));
  std::this_thread::sleep_for(kQuiet);
  note("... when it has had nothing to do for some seconds", megabytes(speaker.id(), "smaps_rollup", "Rss"));
  note("... at its highest, while it listed", megabytes(speaker.id(), "status", "VmHWM"));
  note("the controller beside it", megabytes(controller->id(), "smaps_rollup", "Rss"));
  speaker.signal(SIGTERM);
  speaker.wait();
  controller->end(SIGTERM);
}

int run() {
  const netns::NetworkNamespace lan;
  const netns::NetworkNamespace node;
  netns::NetworkNamespace::connect({node, "eth0"}, {lan, "eth0"});
  node.ip("addr add 10.90.0.1/15 dev eth0");
  node.run([] {
    measure({.services = 10, .owned = 10, .most = 10, .bound = "10"});
    measure({.services = 10'000, .owned = 1000, .most = 20, .bound = "20"});
  });
  return all_met ? 0 : 1;
}

}  // namespace
}  // namespace herald::bench

int main() {
  if (const auto why = herald::netns::obtain_privileges()) {
    std::printf("skipped: %s\n", why->c_str());
    return 77;
  }
  return herald::bench::run();
}
