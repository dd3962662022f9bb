// Every state of the lease machine against every event: what it does, and where it is then.
#include "core/base/machine.h"
#include "kube/lease_machine.h"
#include "tests/unit/kube/matrix.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using State = LeaseMachine::State;
static_assert(Machine<LeaseMachine>);

std::string letter(const LeaseMachine::Effect& effect) {
  struct Letter {
    std::string operator()(const lease::Read&) const { return "read"; }
    std::string operator()(const lease::Write& write) const {
      if (write.holder.empty()) return "release@" + write.resource_version;
      return write.resource_version.empty() ? "create" : "take@" + write.resource_version;
    }
    std::string operator()(const lease::Lead&) const { return "lead"; }
    std::string operator()(const lease::StepDown& down) const {
      return std::array{"expired", "deposed", "yield"}[static_cast<std::size_t>(down.reason)];
    }
    std::string operator()(const lease::Finished&) const { return "finished"; }
  };
  return std::visit(Letter(), effect);
}

struct Subject {
  LeaseMachine machine{"me", {}, 1};
  Instant now{};
  std::uint64_t attempt = 0;

  std::string feed(LeaseMachine::Event event) {
    std::string text;
    for (const auto& effect : machine.step(now, std::move(event))) {
      if (const auto* read = std::get_if<lease::Read>(&effect)) attempt = read->attempt;
      if (const auto* write = std::get_if<lease::Write>(&effect)) attempt = write->attempt;
      text += (text.empty() ? "" : " ") + letter(effect);
    }
    return text;
  }
  std::string to_deadline() {
    if (machine.next_deadline() != kNever) now = machine.next_deadline();
    return feed(lease::Tick{});
  }
};

LeaseRecord record(const std::string& holder, const std::string& version) {
  return {holder, version, std::chrono::seconds(15), 3};
}

Subject in_state(State state) {
  using namespace lease;
  Subject s;
  if (state == State::idle) return s;
  s.feed(Start{});
  if (state == State::reading) return s;
  s.feed(Found{s.attempt, record(state == State::waiting ? "other" : "", "10")});
  if (state == State::waiting || state == State::acquiring) return s;
  s.feed(Written{s.attempt, "11"});
  if (state == State::leading) return s;
  if (state == State::releasing || state == State::stopped) {
    s.feed(Stop{});
    if (state == State::stopped) s.feed(Written{s.attempt, "12"});
    return s;
  }
  s.to_deadline();
  if (state == State::confirming) s.feed(Conflict{s.attempt});
  if (state == State::finishing) s.feed(Stop{});
  return s;
}

const std::vector<Input<Subject>>& inputs() {
  using namespace lease;
  static const std::vector<Input<Subject>> all = {
      {"start", [](Subject& s) { return s.feed(Start{}); }},
      {"found other", [](Subject& s) { return s.feed(Found{s.attempt, record("other", "20")}); }},
      {"found mine", [](Subject& s) { return s.feed(Found{s.attempt, record("me", "20")}); }},
      {"found free", [](Subject& s) { return s.feed(Found{s.attempt, record("", "20")}); }},
      {"missing", [](Subject& s) { return s.feed(Missing{s.attempt}); }},
      {"written", [](Subject& s) { return s.feed(Written{s.attempt, "20"}); }},
      {"conflict", [](Subject& s) { return s.feed(Conflict{s.attempt}); }},
      {"failed", [](Subject& s) { return s.feed(Failed{s.attempt, {}}); }},
      {"seen other", [](Subject& s) { return s.feed(Seen{record("other", "20")}); }},
      {"seen mine", [](Subject& s) { return s.feed(Seen{record("me", "20")}); }},
      {"seen free", [](Subject& s) { return s.feed(Seen{record("", "20")}); }},
      {"seen old", [](Subject& s) { return s.feed(Seen{record("old", "9")}); }},
      {"gone", [](Subject& s) { return s.feed(Gone{}); }},
      {"early tick", [](Subject& s) { return s.feed(Tick{}); }},
      {"tick", [](Subject& s) { return s.to_deadline(); }},
      {"stop", [](Subject& s) { return s.feed(Stop{}); }},
      {"stale",
       [](Subject& s) {
         const std::uint64_t old = s.attempt + 1000;
         return s.feed(Found{old, record("", "20")}) + s.feed(Missing{old}) + s.feed(Written{old, "20"}) +
                s.feed(Conflict{old}) + s.feed(Failed{old, {}});
       }},
  };
  return all;
}

constexpr std::array<const char*, LeaseMachine::kStates> kStateNames = {
    "idle",       "waiting",  "reading",   "acquiring", "leading",
    "confirming", "renewing", "finishing", "releasing", "stopped"};

const Rows& matrix() {
  static const Rows rows = {
      {"start", {"reading: read", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"found other", {"=", "=", "waiting: ", "=", "=", "waiting: deposed", "=", "=", "=", "="}},
      {"found mine", {"=", "=", "acquiring: take@20", "=", "=", "renewing: take@20", "=", "=", "=", "="}},
      {"found free",
       {"=", "=", "acquiring: take@20", "=", "=", "acquiring: deposed take@20", "=", "=", "=", "="}},
      {"missing",
       {"=", "=", "acquiring: create", "waiting: ", "=", "renewing: create", "renewing: create",
        "stopped: finished", "stopped: finished", "="}},
      {"written",
       {"=", "=", "=", "leading: lead", "=", "=", "leading: ", "releasing: release@20", "stopped: finished",
        "="}},
      {"conflict",
       {"=", "=", "=", "reading: read", "=", "=", "confirming: read", "finishing: read", "finishing: read",
        "="}},
      {"failed",
       {"=", "=", "waiting: ", "waiting: ", "=", "leading: ", "leading: ", "stopped: finished",
        "stopped: finished", "="}},
      {"seen other",
       {"=", "=", "=", "=", "waiting: deposed", "reading: deposed", "acquiring: deposed", "=", "=", "="}},
      {"seen mine", {"=", "acquiring: take@20", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"seen free",
       {"=", "acquiring: take@20", "=", "=", "acquiring: deposed take@20", "reading: deposed",
        "acquiring: deposed", "=", "=", "="}},
      {"seen old", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"gone", {"=", "=", "=", "=", "renewing: create", "=", "=", "=", "=", "="}},
      {"early tick", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"tick",
       {"=", "reading: read", "waiting: ", "waiting: ", "renewing: take@11",
        "leading: ", "leading: ", "stopped: finished", "stopped: finished", "="}},
      {"stop",
       {"stopped: finished", "stopped: finished", "stopped: finished",
        "finishing: ", "releasing: yield release@11", "finishing: yield", "finishing: yield", "=", "=", "="}},
      {"stale", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
  };
  return rows;
}

TEST(LeaseMachineMatrix, EveryCell) {
  expect_every_cell<LeaseMachine, Subject>(kStateNames, inputs(), matrix(), in_state);
  EXPECT_EQ(inputs().size(), 17U);
  EXPECT_EQ(std::variant_size_v<LeaseMachine::Event>, 10U);
  EXPECT_EQ(std::variant_size_v<LeaseMachine::Effect>, 5U);
}

}  // namespace
}  // namespace herald::kube
