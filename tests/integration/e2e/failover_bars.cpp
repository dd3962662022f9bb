// How long a client is without its Service when something happens to the node that has the address: every way
// a node can go, RUNS times each (20), measured by 100 knocks a second; and who else answers meanwhile, by a
// capture on the LAN. Prints a table and the bars; exits with 1 when one is missed. ROWS=upgrade,ring runs
// only those groups.
#include "tests/integration/e2e/failover_rows.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace herald::e2e {
namespace {

constexpr double kCrash = 1000;
constexpr double kLink = 100;

bool is_asked_for(const std::string& group) {
  const char* const rows = std::getenv("ROWS");
  return rows == nullptr || ("," + std::string(rows) + ",").find("," + group + ",") != std::string::npos;
}

// A lab of its own for what is measured together.
template <class Measure>
void in_a_lab(const std::string& headline, const FailoverLabOptions& options, BarsTable& table,
              Measure measure) {
  table.headline(headline);
  FailoverLab lab(options);
  if (!lab.is_up()) return table.add("a lab", false, "did not come up");
  measure(lab);
}

void measure_all(int runs, BarsTable& table) {
  in_a_lab("3 nodes, one link; ms", {}, table, [&](FailoverLab& lab) {
    if (is_asked_for("crash")) node_crashes(lab, runs, table);
    if (is_asked_for("api")) node_crashes_without_api(lab, runs, table);
    if (is_asked_for("link")) link_goes_down(lab, runs, table, "link goes down, the ring's too", kCrash);
    if (is_asked_for("cut")) node_is_cut_off(lab, runs, table);
    if (is_asked_for("drain")) node_is_drained(lab, runs, table);
    if (is_asked_for("restart")) speaker_is_restarted(lab, runs, table);
    if (is_asked_for("upgrade")) all_are_upgraded(lab, runs, table);
    if (is_asked_for("pause")) speaker_stands_still(lab, runs, table);
    if (is_asked_for("ring")) ring_is_cut(lab, runs, table);
  });
  if (is_asked_for("apart")) {
    in_a_lab("3 nodes, ring on a second link; ms", {.ring_apart = true}, table, [&](FailoverLab& lab) {
      link_goes_down(lab, runs, table, "link goes down, the ring's stays up", kLink);
    });
  }
  if (is_asked_for("fast")) {
    in_a_lab(
        "3 nodes, one link, liveness 20 ms x 3; ms", {.layer2 = "{liveness-interval: 20ms}"}, table,
        [&](FailoverLab& lab) { link_goes_down(lab, runs, table, "link goes down, the ring's too", kLink); });
  }
  if (is_asked_for("twenty")) {
    in_a_lab("20 nodes, one link; ms", {.nodes = 20}, table,
             [&](FailoverLab& lab) { node_crashes(lab, runs, table); });
  }
  if (is_asked_for("thousand")) a_thousand_addresses(table);
  if (is_asked_for("relist")) ten_thousand_relisted(table);
}

}  // namespace
}  // namespace herald::e2e

int main() {
  const char* const runs = std::getenv("RUNS");
  herald::e2e::BarsTable table;
  herald::e2e::measure_all(std::max(1, runs == nullptr ? 20 : std::atoi(runs)), table);
  // A command that failed is a measurement that was not made.
  return table.all_met() && !testing::Test::HasFailure() ? 0 : 1;
}
