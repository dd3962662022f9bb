// The bars of the whole program, herald-controller, before the embedded API server: as many Services as a
// large cluster has, and no clock but the ones outside. Exits with 1 when a bar is missed.
#include "core/base/random.h"
#include "tests/integration/controller/api_user.h"
#include "tests/integration/controller/lab_cluster.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace herald::bench {
namespace {

using controller::ApiUser;
using controller::Controller;
using controller::LabCluster;
using std::chrono::steady_clock;

constexpr std::size_t kServices = 10'000;
constexpr const char* kAddresses = "10.0.0.0/16";  // 65,536
constexpr Duration kLong = std::chrono::minutes(5);

bool all_met = true;

void bar(bool met, const char* what, double figure, const char* unit, const char* bound) {
  all_met = all_met && met;
  std::printf("%-8s %-66s %9.1f %s (bar: %s)\n", met ? "met" : "NOT MET", what, figure, unit, bound);
  std::fflush(stdout);
}

void note(const char* what, double figure, const char* unit) {
  std::printf("%-8s %-66s %9.1f %s\n", "", what, figure, unit);
  std::fflush(stdout);
}

// Nothing that follows would mean anything.
void require(bool done, const char* what) {
  if (done) return;
  std::printf("%-8s %s\n", "NOT MET", what);
  std::exit(1);
}

double seconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

std::string name_of(std::size_t number) {
  return "s" + std::to_string(number);
}

void furnish(ApiUser& user) {
  user.create_namespace();
  user.create_config(kAddresses);
  require(user.answered(), "the server did not take the configuration");
}

void create(ApiUser& user, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < from + count; ++i)
    user.create_service(name_of(i));
}

// The smallest bound of the histogram below which this share of the observations lies. A bound, because a
// histogram knows no more.
double quantile_bound(const std::string& metrics, double share) {
  const double count = controller::number_in(metrics, "herald_assign_seconds_count");
  const std::string mark = "herald_assign_seconds_bucket{le=\"";
  for (std::size_t at = metrics.find(mark); at != std::string::npos; at = metrics.find(mark, at + 1)) {
    const double bound = std::strtod(metrics.c_str() + at + mark.size(), nullptr);
    const double below = std::strtod(metrics.c_str() + metrics.find('}', at) + 1, nullptr);
    if (below >= share * count) return bound;
  }
  return -1;
}

double resident_megabytes(const Controller& controller) {
  return controller::number_in(controller.page("/metrics"), "process_resident_memory_bytes") / 1e6;
}

// From the first status that a watch shows to the last one: what stands before it is the start.
struct Sustained {
  double first = 0;
  double all = 0;
};

Sustained watch_assignments(ApiUser& user, steady_clock::time_point start, std::size_t from, std::size_t to) {
  Sustained took;
  require(user.run_until([&] { return user.assigned() > from; }, kLong), "no Service got an address");
  took.first = seconds_since(start);
  require(user.run_until([&] { return user.all_assigned(to); }, kLong), "not every Service got its address");
  took.all = seconds_since(start);
  return took;
}

constexpr std::size_t kSpeakers = 20;

std::string speaker_name(std::size_t number) {
  return "node-" + std::to_string(number);
}

// Each announces a share that is scattered over the pool, as ranking deals addresses out.
void report_speakers(ApiUser& user) {
  std::vector<kube::SpeakerReport> reports(kSpeakers);
  Random random(1);
  for (const auto& [key, service] : user.services())
    reports[random.below(kSpeakers)].owned.insert(net::IpRange::single(service.ingress.front()));
  for (std::size_t i = 0; i < kSpeakers; ++i) {
    reports[i].member = {.node = speaker_name(i),
                         .incarnation = {},
                         .address = *net::IpAddress::parse("192.0.2.1"),
                         .port = 7947};
    user.report_speaker(reports[i]);
  }
}

void measure_a_full_cluster(const LabCluster& cluster, ApiUser& user) {
  create(user, 0, kServices);
  require(user.answered(kLong), "the Services were not created");
  const auto start = steady_clock::now();
  const auto controller = cluster.start_controller();
  const Sustained took = watch_assignments(user, start, 0, kServices);
  note("10,000 Services before the controller starts: first address after", took.first * 1e3, "ms");
  note("all assigned after", took.all * 1e3, "ms");
  const double rate = static_cast<double>(kServices) / (took.all - took.first);
  bar(rate >= 3000, "assignments a second, sustained", rate, "/s", "at least 3000");
  require(user.run_until([&] { return user.all_settled(kServices); }, kLong), "not every pool was noted");
  note("... and its pool noted, which waits for the addresses, after", seconds_since(start) * 1e3, "ms");
  const double resident = resident_megabytes(*controller);
  note("resident memory with 10,000 Services and 65,536 addresses", resident, "MB");
  const auto reported = steady_clock::now();
  report_speakers(user);
  require(user.run_until([&] { return user.all_announced(kServices); }, kLong), "not all are told announced");
  note("... all of them told to be announced after", seconds_since(reported) * 1e3, "ms");
  // Behind a burst memory is given back; no answer tells when.
  static_cast<void>(user.run_until([] { return false; }, std::chrono::seconds(3)));
  const double with_speakers = resident_megabytes(*controller);
  bar(with_speakers < 40, "... and speakers that announce them all", with_speakers, "MB", "40");
  controller->end(SIGTERM);
  // Nobody renews their Leases: they must not run out in the middle of what is measured next.
  for (std::size_t i = 0; i < kSpeakers; ++i)
    user.remove_speaker(speaker_name(i));
  require(user.answered(), "the Leases of the speakers were not removed");
}

std::map<std::string, std::string> versions(const ApiUser& user) {
  std::map<std::string, std::string> versions;
  for (const auto& [key, service] : user.services())
    versions[key.name] = service.resource_version;
  return versions;
}

void measure_a_restart(const LabCluster& cluster, ApiUser& user) {
  require(user.look_again(), "the server does not answer");
  const auto before = versions(user);
  const auto start = steady_clock::now();
  const auto controller = cluster.start_controller();
  require(controller->says({"\"event\":\"leadership_gained\""}), "the restarted controller does not lead");
  note("a restart with 10,000 assigned Services: leads after", seconds_since(start) * 1e3, "ms");
  // Ready is who serves a newcomer; whatever it has to say about the others it says before.
  user.create_service("newcomer");
  require(user.run_until([&] { return user.has_address("newcomer"); }), "the newcomer is not served");
  const double ready = seconds_since(start) * 1e3;
  bar(ready < 2000, "... and has served a newcomer after", ready, "ms", "2000");
  require(user.run_until([&] { return user.all_settled(kServices + 1); }), "the newcomer is not served");
  require(user.look_again(), "the server does not answer");
  std::size_t written = 0;
  for (const auto& [name, version] : versions(user))
    written += name != "newcomer" && before.at(name) != version ? 1 : 0;
  bar(written == 0, "Services written to by the restart", static_cast<double>(written), "", "0");
  note("resident memory then", resident_megabytes(*controller), "MB");
  controller->end(SIGTERM);
}

// What a controller that has served nothing else tells of its own times.
void tell_times(const Controller& controller, const std::string& what, const char* bound) {
  const std::string metrics = controller.page("/metrics");
  const double median = quantile_bound(metrics, 0.5) * 1e3;
  const double p99 = quantile_bound(metrics, 0.99) * 1e3;
  note((what + ": herald_assign_seconds p50 at most").c_str(), median, "ms");
  if (bound == nullptr) return note((what + ": herald_assign_seconds p99 at most").c_str(), p99, "ms");
  bar(p99 > 0 && p99 <= 50, (what + ": herald_assign_seconds p99 at most").c_str(), p99, "ms", bound);
}

// A leader of its own for each measurement, so that its histogram holds nothing else.
std::unique_ptr<Controller> lead(const LabCluster& cluster) {
  auto controller = cluster.start_controller();
  require(controller->says({"\"event\":\"leadership_gained\""}), "the controller does not lead");
  return controller;
}

void measure_a_stream(const LabCluster& cluster, ApiUser& user) {
  constexpr std::size_t kStream = 2000;
  constexpr auto kBeat = std::chrono::milliseconds(5);  // 200 a second
  const auto controller = lead(cluster);
  const std::size_t present = user.services().size();
  auto next = steady_clock::now();
  for (std::size_t i = 0; i < kStream; ++i) {
    user.create_service("stream-" + std::to_string(i));
    next += kBeat;
    static_cast<void>(user.run_until([&] { return steady_clock::now() >= next; },
                                     std::max<Duration>(next - steady_clock::now(), Duration::zero())));
  }
  require(user.run_until([&] { return user.all_settled(present + kStream); }), "the stream is not served");
  tell_times(*controller, "200 creations a second", "50");
  controller->end(SIGTERM);
}

void measure_full_speed(const LabCluster& cluster, ApiUser& user) {
  constexpr std::size_t kBurst = 5000;
  const auto controller = lead(cluster);
  const std::size_t present = user.services().size();
  const auto start = steady_clock::now();
  for (std::size_t i = 0; i < kBurst; ++i)
    user.create_service("burst-" + std::to_string(i));
  require(user.run_until([&] { return user.all_assigned(present + kBurst); }, kLong),
          "the burst is not served");
  note("5,000 creations at full speed: created and assigned a second", kBurst / seconds_since(start), "/s");
  tell_times(*controller, "full speed", nullptr);
  require(user.run_until([&] { return user.all_settled(present + kBurst); }, kLong),
          "not every pool was noted");
  note("resident memory with 17,000 Services", resident_megabytes(*controller), "MB");
  controller->end(SIGTERM);
}

int run() {
  LabCluster cluster;
  ApiUser user(cluster.kubeconfig());
  furnish(user);
  measure_a_full_cluster(cluster, user);
  measure_a_restart(cluster, user);
  measure_a_stream(cluster, user);
  measure_full_speed(cluster, user);
  return all_met ? 0 : 1;
}

}  // namespace
}  // namespace herald::bench

int main() {
  return herald::bench::run();
}
