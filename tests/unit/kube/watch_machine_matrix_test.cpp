// Every state of the watch machine against every event: what it does, and where it is then.
#include "core/base/machine.h"
#include "kube/watch_machine.h"
#include "tests/unit/kube/matrix.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using State = WatchMachine::State;
static_assert(Machine<WatchMachine>);

constexpr Instant kStart{};

WatchLimits exact() {
  WatchLimits limits;
  limits.shortest_watch = limits.longest_watch = std::chrono::minutes(5);
  return limits;
}

// A machine that was brought into a state, when, and the attempt it is at.
struct Subject {
  WatchMachine machine{exact(), 1};
  Instant now = kStart;
  Attempt attempt = 0;

  std::string feed(WatchMachine::Event event);
};

std::string letter(const WatchMachine::Effect& effect) {
  struct Letter {
    std::string operator()(const watch::StartList& list) const {
      return (list.limit == 0 ? "whole" : "list") + std::string(list.continue_token.empty() ? "" : "+");
    }
    std::string operator()(const watch::StartWatch& watch) const { return "watch@" + watch.resource_version; }
    std::string operator()(const watch::Upsert& upsert) const { return "up:" + upsert.key.name; }
    std::string operator()(const watch::Delete& del) const { return "del:" + del.key.name; }
    std::string operator()(const watch::Synced&) const { return "synced"; }
    std::string operator()(const watch::Close& close) const { return close.silent ? "silent" : "close"; }
  };
  return std::visit(Letter(), effect);
}

std::string Subject::feed(WatchMachine::Event event) {
  std::string text;
  for (const auto& effect : machine.step(now, std::move(event))) {
    if (const auto* list = std::get_if<watch::StartList>(&effect)) attempt = list->attempt;
    if (const auto* watch = std::get_if<watch::StartWatch>(&effect)) attempt = watch->attempt;
    text += (text.empty() ? "" : " ") + letter(effect);
  }
  return text;
}

watch::Seen seen(const std::string& name) {
  return {{"n", name}, ObjectHandle(0)};
}

Subject in_state(State state) {
  Subject s;
  const auto to = [&](State wanted) { return s.machine.state() == wanted; };
  if (to(state)) return s;
  s.feed(watch::Start{});
  if (to(state)) return s;
  if (state == State::list_wait) {
    s.feed(watch::Failed{s.attempt, {500, {}}});
    return s;
  }
  s.feed(watch::Listed{s.attempt, {seen("a")}, 0});
  s.feed(watch::PageEnd{s.attempt, "10", ""});
  if (to(state)) return s;
  if (state == State::watch_wait) {
    s.feed(watch::Failed{s.attempt, {503, {}}});
    return s;
  }
  s.feed(watch::Opened{s.attempt});
  if (to(state)) return s;
  s.feed(watch::Stop{});
  return s;
}

const std::vector<Input<Subject>>& inputs() {
  using namespace watch;
  static const std::vector<Input<Subject>> all = {
      {"start", [](Subject& s) { return s.feed(Start{}); }},
      {"listed", [](Subject& s) { return s.feed(Listed{s.attempt, {seen("b")}, 0}); }},
      {"page", [](Subject& s) { return s.feed(PageEnd{s.attempt, "20", "more"}); }},
      {"last page", [](Subject& s) { return s.feed(PageEnd{s.attempt, "20", ""}); }},
      {"opened", [](Subject& s) { return s.feed(Opened{s.attempt}); }},
      {"changed", [](Subject& s) { return s.feed(Changed{s.attempt, false, seen("b"), "21"}); }},
      {"deleted", [](Subject& s) { return s.feed(Changed{s.attempt, true, seen("a"), "21"}); }},
      {"bookmark", [](Subject& s) { return s.feed(Bookmark{s.attempt, "22"}); }},
      {"ended", [](Subject& s) { return s.feed(Ended{s.attempt}); }},
      {"lost", [](Subject& s) { return s.feed(Failed{s.attempt, {0, {}}}); }},
      {"410", [](Subject& s) { return s.feed(Failed{s.attempt, {410, {}}}); }},
      {"429", [](Subject& s) { return s.feed(Failed{s.attempt, {429, std::chrono::seconds(9)}}); }},
      {"500", [](Subject& s) { return s.feed(Failed{s.attempt, {500, {}}}); }},
      {"early tick", [](Subject& s) { return s.feed(Tick{}); }},
      {"tick",
       [](Subject& s) {
         if (s.machine.next_deadline() != kNever) s.now = s.machine.next_deadline();
         return s.feed(Tick{});
       }},
      // Bookmarks came each minute, and then none.
      {"silence",
       [](Subject& s) {
         std::string said = s.feed(Bookmark{s.attempt, "22"});
         s.now += std::chrono::minutes(1);
         said += s.feed(Bookmark{s.attempt, "23"});
         s.now += std::chrono::seconds(149);
         said += s.feed(Changed{s.attempt + 1000, false, seen("x"), "99"}) + s.feed(Tick{});
         s.now += std::chrono::seconds(1);
         return said + s.feed(Tick{});
       }},
      {"stop", [](Subject& s) { return s.feed(Stop{}); }},
      {"stale",
       [](Subject& s) {
         const Attempt old = s.attempt + 1000;
         return s.feed(Listed{old, {seen("x")}, 0}) + s.feed(PageEnd{old, "99", ""}) + s.feed(Opened{old}) +
                s.feed(Changed{old, false, seen("x"), "99"}) + s.feed(Bookmark{old, "99"}) +
                s.feed(Ended{old}) + s.feed(Failed{old, {410, {}}});
       }},
  };
  return all;
}

constexpr std::array<const char*, WatchMachine::kStates> kStateNames = {
    "idle", "listing", "list_wait", "opening", "watching", "watch_wait", "stopped"};

const Rows& matrix() {
  static const Rows rows = {
      {"start", {"listing: list", "=", "=", "=", "=", "=", "="}},
      {"listed", {"=", "listing: up:b", "=", "=", "=", "=", "="}},
      {"page", {"=", "listing: list+", "=", "=", "=", "=", "="}},
      {"last page", {"=", "opening: synced watch@20", "=", "=", "=", "=", "="}},
      {"opened", {"=", "=", "=", "watching: ", "=", "=", "="}},
      {"changed", {"=", "=", "=", "=", "watching: up:b", "=", "="}},
      {"deleted", {"=", "=", "=", "=", "watching: del:a", "=", "="}},
      {"bookmark", {"=", "=", "=", "=", "=", "=", "="}},
      {"ended", {"=", "list_wait: ", "=", "opening: watch@10", "opening: watch@10", "=", "="}},
      {"lost", {"=", "list_wait: ", "=", "opening: watch@10", "opening: close watch@10", "=", "="}},
      {"410", {"=", "list_wait: ", "=", "listing: list", "listing: close list", "=", "="}},
      {"429", {"=", "list_wait: ", "=", "watch_wait: ", "watch_wait: close", "=", "="}},
      {"500", {"=", "list_wait: ", "=", "watch_wait: ", "watch_wait: close", "=", "="}},
      {"early tick", {"=", "=", "=", "=", "=", "=", "="}},
      {"tick", {"=", "=", "listing: list", "=", "opening: silent watch@10", "opening: watch@10", "="}},
      {"silence", {"=", "=", "listing: list", "=", "opening: silent watch@23", "opening: watch@10", "="}},
      {"stop",
       {"stopped: ", "stopped: close", "stopped: ", "stopped: close", "stopped: close", "stopped: ", "="}},
      {"stale", {"=", "=", "=", "=", "=", "=", "="}},
  };
  return rows;
}

TEST(WatchMachineMatrix, EveryCell) {
  expect_every_cell<WatchMachine, Subject>(kStateNames, inputs(), matrix(), in_state);
  EXPECT_EQ(inputs().size(), 18U);
  EXPECT_EQ(std::variant_size_v<WatchMachine::Event>, 10U);
  EXPECT_EQ(std::variant_size_v<WatchMachine::Effect>, 6U);
}

}  // namespace
}  // namespace herald::kube
