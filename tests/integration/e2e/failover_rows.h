// What is measured of failover: each function does one thing to a lab, RUNS times, and adds its lines to the
// table. The bars are those of docs/layer2.md.
#pragma once

#include "tests/integration/e2e/bars_table.h"
#include "tests/integration/e2e/failover_lab.h"

#include <string>

namespace herald::e2e {

// A node crashes: its link and its speaker go at once; then it comes back, and nothing moves.
void node_crashes(FailoverLab& lab, int runs, BarsTable& table, const std::string& what = "node crashes");
// The same while there is no API server.
void node_crashes_without_api(FailoverLab& lab, int runs, BarsTable& table);
void link_goes_down(FailoverLab& lab, int runs, BarsTable& table, const std::string& what, double below);
// Nothing passes to the node and back, and its link stays up.
void node_is_cut_off(FailoverLab& lab, int runs, BarsTable& table);
void node_is_drained(FailoverLab& lab, int runs, BarsTable& table);
void speaker_is_restarted(FailoverLab& lab, int runs, BarsTable& table);
// All nodes, one after the other, each as soon as the one before is ready.
void all_are_upgraded(FailoverLab& lab, int runs, BarsTable& table);
// For 5 s.
void speaker_stands_still(FailoverLab& lab, int runs, BarsTable& table);
// The speakers do not hear each other; the client hears all of them.
void ring_is_cut(FailoverLab& lab, int runs, BarsTable& table);

// A thousand addresses on three nodes, one of which dies. A lab of its own.
void a_thousand_addresses(BarsTable& table);

// BFD at 50 ms x 3 while 10,000 Services are listed again and again. A lab of its own.
void ten_thousand_relisted(BarsTable& table);

}  // namespace herald::e2e
