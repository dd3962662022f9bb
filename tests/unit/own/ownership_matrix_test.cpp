// Every state against everything that can happen: what the machine does. A new state or input fails until its
// cells exist.
//
// In the cells: "+1/7/0": gained address 1 with epoch 7, cause 0 (core/own/types.h); "-1/2": lost it, cause
// 2; "a": heard again; "seen1/1": node-1 is down (Liveness); "views>2": a message of that kind to two; "=":
// nothing.
#include "core/base/machine.h"
#include "tests/unit/own/subject.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

static_assert(Machine<Ownership>);

// One cell for each State, in its order.
using Row = std::vector<std::string>;
using Rows = std::vector<std::pair<std::string, Row>>;

// What the API server, the sessions and the interfaces bring.
Rows told() {
  return {
      {"roster without node-2",
       {"watch1", "watch1", "watch1", "watch1", "watch1", "watch1", "watch1", "watch1 +1/7/0 views>1",
        "watch1", "="}},
      {"roster with node-3",
       {"watch3", "watch3", "watch3", "watch3", "watch3", "seen1/0 seen2/0 watch3", "watch3",
        "watch3 +1/7/0 views>3", "watch3", "="}},
      {"wanted new", {"=", "=", "+9/1/0 claims>2", "=", "+9/1/0 claims>2", "=", "=", "=", "=", "="}},
      {"own no longer for us", {"=", "=", "=", "=", "claims>2", "-1/3 claims>2", "=", "=", "=", "="}},
      {"other's now for us alone",
       {"=", "=", "+2/5/3 claims>2", "=", "+2/5/3 claims>2", "=", "=", "=", "=", "="}},
      {"unwanted own",
       {"=", "=", "-1/6 claims>2", "-1/6 claims>2 emptied", "claims>2", "-1/6 claims>2", "=", "=",
        "-1/6 claims>2 left", "="}},
      {"unwanted other's", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"complete", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"node-1 down", {"=", "views>2", "views>2", "views>2", "views>2", "=", "=", "views>2", "views>2", "="}},
      {"node-1 down, node-2 agrees",
       {"=", "views>2", "seen1/1 views>2", "seen1/1 views>2", "seen1/1 views>2", "seen1/1 views>2",
        "seen1/1 views>2", "seen1/1 views>2", "seen1/1 views>2", "="}},
      {"node-1 up",
       {"=", "digest>1", "=", "=", "=", "seen1/0 seen2/0 views>2 digest>1", "views>2 digest>1", "=", "=",
        "="}},
      {"guest who is a member", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"guest who was a member", {"=", "a", "a", "a", "a", "a", "a", "a", "a", "="}},
      {"cut off",
       {"=", "views>2", "-1/5 views>2", "-1/5 views>2 emptied", "views>2", "seen1/0 seen2/0 -1/5 views>2",
        "=", "views>2", "-1/5 views>2 left", "="}},
      {"not cut off", {"=", "=", "=", "=", "=", "+2/5/1 claims>2", "views>2", "=", "=", "="}},
      {"interface gone",
       {"=", "views>2", "views>2", "views>2", "views>2 claims>2", "-1/3 views>2 claims>2", "views>2",
        "views>2", "views>2", "="}},
  };
}

// What the others say, and what the node is asked to do.
Rows heard() {
  return {
      {"better claim to own",
       {"=", "=", "-1/4 claims>1", "-1/2 emptied", "claims>1", "seen1/0 seen2/0 -1/4 views>2 claims>1",
        "views>2", "=", "-1/2 left", "="}},
      {"outdated claim to own",
       {"=", "=", "claims>1 claims>2", "claims>1 claims>2", "+1/7/0 claims>1 claims>2",
        "seen1/0 seen2/0 claims>1 views>2 claims>2", "claims>1 views>2 claims>2", "claims>1 claims>2",
        "claims>1 claims>2", "="}},
      {"node-1 drains",
       {"=", "seen1/2", "seen1/2", "seen1/2", "seen1/2", "seen1/2 seen2/0 views>2", "seen1/2 views>2",
        "seen1/2", "seen1/2", "="}},
      {"digest",
       {"views>1 pull>1", "views>1 pull>1", "views>1 claims>1 pull>1", "views>1 claims>1 pull>1",
        "views>1 claims>1 pull>1", "seen1/0 seen2/0 views>1 claims>1 pull>1 views>2",
        "views>1 claims>1 pull>1 views>2", "views>1 claims>1 pull>1", "views>1 claims>1 pull>1", "="}},
      {"pull",
       {"views>1", "views>1", "views>1 claims>1", "views>1 claims>1", "views>1 claims>1",
        "seen1/0 seen2/0 views>1 claims>1 views>2", "views>1 claims>1 views>2", "views>1 claims>1",
        "views>1 claims>1", "="}},
      {"ask",
       {"views>1 answered>1", "views>1 answered>1", "views>1 claims>1 answered>1",
        "views>1 claims>1 answered>1", "views>1 claims>1 answered>1",
        "seen1/0 seen2/0 views>1 claims>1 answered>1 views>2", "views>1 claims>1 answered>1 views>2",
        "views>1 claims>1 answered>1", "views>1 claims>1 answered>1", "="}},
      {"answered", {"=", "=", "=", "=", "=", "seen1/0 seen2/0 views>2", "views>2", "=", "=", "="}},
      {"noise", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"own announced by another",
       {"=", "=", "-1/4 claims>2", "-1/2 emptied", "=", "-1/4 claims>2", "=", "=", "-1/2 left", "="}},
      {"drain",
       {"emptied", "views>2 emptied", "views>2", "=", "views>2 claims>2 emptied",
        "-1/2 views>2 claims>2 emptied", "views>2 emptied", "views>2 emptied", "=", "="}},
      {"no drain", {"=", "=", "=", "views>2", "=", "=", "=", "=", "=", "="}},
      {"policy", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"tick", {"=", "=", "=", "=", "=", "=", "=", "=", "=", "="}},
      {"a second",
       {"=", "isolated views>2 digest>2 views>2 views>2 digest>2", "views>2 digest>2 digest>2",
        "views>2 digest>2 digest>2", "+1/7/0 views>2 digest>2 digest>2",
        "+2/5/1 views>2 digest>2 claims>2 digest>2", "views>2 digest>2 digest>2", "views>2 digest>2 digest>2",
        "views>2 digest>2 digest>2", "="}},
      {"two seconds",
       {"=", "+1/1/0 +2/1/0 views>2 digest>2 claims>2 digest>2", "digest>2", "-1/2 digest>2 claims>2 emptied",
        "digest>2", "digest>2", "digest>2", "digest>2", "-1/2 digest>2 claims>2 left", "="}},
      {"stop",
       {"left", "views>2 left", "views>2", "=", "views>2 claims>2 left", "-1/2 views>2 claims>2 left",
        "views>2 left", "views>2 left", "=", "="}},
  };
}

Rows matrix() {
  Rows rows = told();
  for (const auto& row : heard())
    rows.push_back(row);
  return rows;
}

TEST(OwnershipMatrix, EveryStateMeetsEveryInput) {
  const Rows rows = matrix();
  ASSERT_EQ(rows.size(), inputs().size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& [name, cells] = rows[row];
    ASSERT_EQ(name, inputs()[row].name);
    ASSERT_EQ(cells.size(), kStates) << name;
    for (std::size_t state = 0; state < kStates; ++state) {
      Subject subject(static_cast<State>(state));
      EXPECT_EQ(inputs()[row].apply(subject), cells[state]) << name << " in state " << state;
    }
  }
}

// Whatever happened, the machine and what it has told agree, and time does not stand still.
TEST(OwnershipMatrix, DeadlinesLieAheadOfEachTick) {
  for (std::size_t state = 0; state < kStates; ++state) {
    for (const Input& input : inputs()) {
      Subject subject(static_cast<State>(state));
      input.apply(subject);
      for (int ticks = 0; ticks < 20 && subject.machine.next_deadline() != kNever; ++ticks) {
        subject.now = std::max(subject.now, subject.machine.next_deadline());
        subject.feed(event::Tick{});
        ASSERT_GT(subject.machine.next_deadline(), subject.now) << input.name << " in state " << state;
      }
    }
  }
}

}  // namespace
}  // namespace herald::own
