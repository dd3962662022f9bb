#include "tests/integration/e2e/failover_rows.h"

#include <algorithm>

namespace herald::e2e {
namespace {

constexpr double kCrash = 1000;
// 100 ms x 3: so long two nodes may answer for one address.
constexpr double kDetection = 300;
constexpr double kHealed = 500;
constexpr const char* kTakenOver = "500ms";
constexpr const char* kBackAgain = "2s";  // until a node that returned takes over again

double ms(std::chrono::milliseconds duration) {
  return static_cast<double>(duration.count());
}

// The gap of something unplanned.
Line gap(const std::string& what, double below) {
  return {.what = what, .lost = 0, .bar = {Bar::Of::p99, below}};
}

// Something planned, which nobody may notice.
Line unnoticed(const std::string& what) {
  return {.what = what, .lost = 0, .bar = {Bar::Of::lost}};
}

Line moves(const std::string& what) {
  return {.what = what, .bar = {Bar::Of::max, 0, "moves"}};
}

Line overlap(const std::string& what) {
  return {.what = what, .bar = {Bar::Of::max, kDetection}};
}

void note(Line& line, const Knocks& knocks) {
  line.figures.push_back(ms(knocks.longest));
  *line.lost += knocks.lost;
}

// Does it to the owner, and measures from before until another has taken over for good.
struct Taken {
  std::string from;
  std::string by;
};
Taken lose_owner(FailoverLab& lab, const std::string& command, Line& line) {
  Taken taken{lab.owner(), {}};
  const auto knocking = lab.knock();
  lab.act(command, taken.from);
  taken.by = lab.await_other(taken.from);
  lab.let_pass(kTakenOver);
  note(line, knocking->stop());
  return taken;
}

void measure(FailoverLab& lab, int runs, Line& line, const std::string& command, const std::string& undo) {
  for (int run = 0; run < runs; ++run) {
    const Taken taken = lose_owner(lab, command, line);
    lab.act(undo, taken.from);
    lab.let_pass(kBackAgain);
  }
}

// Other nodes than this one that used an address, which had one user before.
double moves_in(const ArpRecord& record, const std::string& node) {
  double moves = 0;
  for (const auto& [address, users] : record.users())
    moves += static_cast<double>(users.size() - users.count(node));
  return moves;
}

}  // namespace

void node_crashes(FailoverLab& lab, int runs, BarsTable& table, const std::string& what) {
  Line crash = gap(what, kCrash);
  Line moved = moves("  it returns");
  Line lost = unnoticed("  and what a client loses by that");
  for (int run = 0; run < runs; ++run) {
    const Taken taken = lose_owner(lab, "kill", crash);
    ArpWatch watch = lab.watch();
    const auto knocking = lab.knock();
    lab.act("revive", taken.from);
    lab.let_pass(kBackAgain);
    note(lost, knocking->stop());
    moved.figures.push_back(moves_in(watch.stop(), taken.by));
  }
  table.add(crash);
  table.add(moved);
  table.add(lost);
}

void node_crashes_without_api(FailoverLab& lab, int runs, BarsTable& table) {
  Line crash = gap("node crashes, no API server", kCrash);
  for (int run = 0; run < runs; ++run) {
    lab.act("kill", "apiserver");
    const Taken taken = lose_owner(lab, "kill", crash);
    lab.act("revive", "apiserver");
    lab.act("revive", taken.from);
    lab.await_ready(taken.from);
    lab.let_pass(kBackAgain);
  }
  table.add(crash);
}

void link_goes_down(FailoverLab& lab, int runs, BarsTable& table, const std::string& what, double below) {
  Line line = gap(what, below);
  measure(lab, runs, line, "link-down", "link-up");
  table.add(line);
}

void node_is_cut_off(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = gap("node is cut off, its link stays up", kCrash);
  measure(lab, runs, line, "cut", "heal");
  table.add(line);
}

void node_is_drained(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = unnoticed("node is drained");
  measure(lab, runs, line, "drain", "undrain");
  table.add(line);
}

void speaker_is_restarted(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = unnoticed("speaker ends in order (SIGTERM)");
  measure(lab, runs, line, "stop", "revive");
  table.add(line);
}

void all_are_upgraded(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = unnoticed("all speakers are upgraded in turn");
  for (int run = 0; run < runs; ++run) {
    const auto knocking = lab.knock();
    for (int node = 1; node <= lab.nodes(); ++node) {
      const std::string name = "node-" + std::to_string(node);
      lab.act("stop", name);
      lab.act("revive", name);
      lab.await_ready(name);
    }
    lab.let_pass(kTakenOver);
    note(line, knocking->stop());
  }
  table.add(line);
}

void speaker_stands_still(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = gap("speaker stands still for 5 s (SIGSTOP)", kCrash);
  Line both = overlap("  two answer when it goes on");
  Line others = moves("  owners beside the new one in the end");
  for (int run = 0; run < runs; ++run) {
    const std::string owner = lab.owner();
    ArpWatch watch = lab.watch();
    const auto knocking = lab.knock();
    lab.act("pause", owner);
    const std::string next = lab.await_other(owner);
    lab.let_pass("5s");
    const double resumed = seconds_now();
    lab.act("resume", owner);
    lab.let_pass("2s");
    note(line, knocking->stop());
    const ArpRecord record = watch.stop();
    both.figures.push_back(ms(record.longest_overlap()));
    others.figures.push_back(moves_in(record.between(resumed + 1), next));
  }
  table.add(line);
  table.add(both);
  table.add(others);
}

void ring_is_cut(FailoverLab& lab, int runs, BarsTable& table) {
  Line line = gap("ring is cut, the client sees all", kCrash);
  Line both = overlap("  two answer meanwhile");
  Line healed{.what = "  healed: until one owner is left", .bar = {Bar::Of::max, kHealed}};
  for (int run = 0; run < runs; ++run) {
    const std::string owner = lab.owner();
    ArpWatch watch = lab.watch();
    const auto knocking = lab.knock();
    lab.cut_ring(owner);
    lab.let_pass("3s");
    const double mended = seconds_now();
    lab.heal_ring();
    lab.let_pass("3s");
    note(line, knocking->stop());
    const ArpRecord record = watch.stop();
    both.figures.push_back(ms(record.longest_overlap()));
    const std::string last = record.all().empty() ? "" : record.all().back().node;
    healed.figures.push_back(std::max(0.0, (record.last_of_others(last) - mended) * 1000));
  }
  table.add(line);
  table.add(both);
  table.add(healed);
}

}  // namespace herald::e2e
