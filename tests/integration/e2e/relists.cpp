// What a large cluster does to the speakers' sense of time: 10,000 Services are listed anew again and again
// while the nodes watch each other, and a router (FRR) watches them, by BFD at 50 ms x 3. Decoding them is
// the plan loop's work and must not make the wire loop late.
#include "tests/integration/e2e/failover_rows.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace herald::e2e {
namespace {

constexpr int kServices = 10'000;
constexpr int kRelists = 5;
constexpr int kNodes = 2;

constexpr const char* kConfig = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: herald-system}
data:
  config: |
    layer2: {liveness-interval: 50ms}
    peers:
    - {name: frr, my-asn: 64512, peer-asn: 64513, peer-address: 192.168.23.2, bfd-profile: fast}
    bfd-profiles:
    - {name: fast, receive-interval: 50, transmit-interval: 50, detect-multiplier: 3}
    address-pools:
    - {name: lan, protocol: layer2, addresses: [192.168.23.220/32]}
)";

std::string many_services() {
  const std::string padding(2000, 'x');
  std::string text = "apiVersion: v1\nkind: List\nitems:\n";
  for (int index = 0; index < kServices; ++index)
    text += "- {apiVersion: v1, kind: Service, metadata: {namespace: shop, name: s" + std::to_string(index) +
            ", annotations: {note: " + padding + "}}, spec: {ports: [{port: 80}]}}\n";
  return text;
}

std::string node(int index) {
  return "node-" + std::to_string(index);
}

// The sum of a metric's series whose line contains `label`.
double metric(Lab& lab, const std::string& where, const std::string& name, const std::string& label = "") {
  const std::string page = "\n" + lab.in(where, "curl -sSf http://127.0.0.1:7473/metrics");
  double sum = 0;
  for (std::size_t at = page.find("\n" + name); at != std::string::npos;
       at = page.find("\n" + name, at + 1)) {
    const std::string line = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
    const bool whole = line[name.size()] == ' ' || line[name.size()] == '{';
    if (whole && line.find(label) != std::string::npos)
      sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
  }
  return sum;
}

double sum_of(Lab& lab, const std::string& name, const std::string& label = "") {
  double sum = 0;
  for (int index = 1; index <= kNodes; ++index)
    sum += metric(lab, node(index), name, label);
  return sum;
}

// FRR keeps time as the speakers do.
void teach_router(Lab& lab) {
  lab.in("frr",
         "vtysh --vty_socket " + lab.folder() +
             "/frr -c 'configure terminal' -c 'bfd' -c 'profile fast' -c 'receive-interval 50' -c "
             "'transmit-interval 50' -c 'exit' -c 'exit' -c 'router bgp 64513' -c 'neighbor nodes bfd' -c "
             "'neighbor nodes bfd profile fast'");
}

// How many sessions the router has up, and how often one of them went down.
struct RouterSees {
  int up = 0;
  int downs = 0;
};
RouterSees router_sees(Lab& lab) {
  RouterSees sees;
  const std::string peers = lab.run("router frr 'show bfd peers'");
  for (std::size_t at = peers.find("Status: up"); at != std::string::npos;
       at = peers.find("Status: up", at + 1))
    ++sees.up;
  const std::string counters = lab.run("router frr 'show bfd peers counters'");
  constexpr std::string_view kDowns = "Session down events: ";
  for (std::size_t at = counters.find(kDowns); at != std::string::npos; at = counters.find(kDowns, at + 1))
    sees.downs += static_cast<int>(std::strtol(counters.c_str() + at + kDowns.size(), nullptr, 10));
  return sees;
}

bool await_bfd(Lab& lab) {
  for (int attempt = 0; attempt < 30; ++attempt) {
    if (router_sees(lab).up == kNodes && sum_of(lab, "herald_bfd_session_up") == kNodes) return true;
    lab.let_pass("1s");
  }
  return false;
}

double relists_so_far(Lab& lab) {
  return sum_of(lab, "herald_watch_restarts_total", "resource=\"services\"");
}

// Every list begins anew: what the watches could go on from is forgotten.
void forget(Lab& lab) {
  lab.kubectl("create --raw /lab/compact -f /dev/null");
  lab.kubectl("create --raw /lab/drop-watches -f /dev/null");
}

// How many speakers have noticed. One that is not through with the list before has no watch to lose: on a
// busy machine it takes several times.
double relist(Lab& lab) {
  constexpr int kPatience = 5;
  const double before = relists_so_far(lab);
  for (int attempt = 0; attempt < 3 * kPatience && relists_so_far(lab) < before + kNodes; ++attempt) {
    if (attempt % kPatience == 0) forget(lab);
    lab.let_pass("1s");
  }
  // While they list, and until the watch behind it has lasted so long that its end is answered at once: one
  // that never lasts is opened ever more seldom.
  lab.let_pass("8s");
  return relists_so_far(lab) - before;
}

}  // namespace

void ten_thousand_relisted(BarsTable& table) {
  Lab lab({"--nodes", std::to_string(kNodes), "--controllers", "1", "--routers", "frr"});
  if (!lab.is_up()) return table.add("a lab for 10,000 Services", false, "did not come up");
  lab.kubectl("create namespace shop");
  teach_router(lab);  // before anybody dials: FRR may overlook a session that is just coming up
  lab.apply(kConfig);
  lab.create(many_services());
  if (!await_bfd(lab)) return table.add("BFD with the router", false, "did not come up");
  const RouterSees before = router_sees(lab);
  const double flaps = sum_of(lab, "herald_bgp_session_flaps");
  const double lost = sum_of(lab, "herald_ring_losses_total");
  double relists = 0;
  for (int round = 0; round < kRelists; ++round)
    relists += relist(lab);
  const RouterSees after = router_sees(lab);
  const auto count = [](double value) { return std::to_string(static_cast<long>(value)); };
  table.add("10,000 Services relisted, BFD at 50 ms x 3", relists >= kRelists * kNodes,
            count(relists) + " relists");
  table.add("  BFD before FRR: no session goes down", after.up == kNodes && after.downs == before.downs,
            std::to_string(after.downs - before.downs) + " downs, " + std::to_string(after.up) + " up");
  table.add("  nor does a BGP session", sum_of(lab, "herald_bgp_session_flaps") == flaps,
            count(sum_of(lab, "herald_bgp_session_flaps") - flaps) + " flaps");
  // Where a ring is lost although the loops were in time, Herald is to blame; where they were not, the
  // machine may be.
  const double in_time = sum_of(lab, "herald_wire_loop_lag_seconds_bucket", "le=\"0.02\"");
  const double deadlines = sum_of(lab, "herald_wire_loop_lag_seconds_count");
  std::printf("  (wire loops met %.0f of %.0f deadlines later than 20 ms)\n", deadlines - in_time, deadlines);
  const double ring = sum_of(lab, "herald_ring_losses_total") - lost;
  table.add("  nor one of the ring", ring == 0, count(ring) + " lost");
}

}  // namespace herald::e2e
