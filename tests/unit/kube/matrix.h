// A machine's table, every state against every event, held against the machine.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {

template <class Subject>
struct Input {
  const char* name;
  std::function<std::string(Subject&)> apply;  // and what came of it
};

// One cell for each state, "state: effects"; "=" for no effect and the same state.
using Row = std::vector<std::string>;
using Rows = std::vector<std::pair<std::string, Row>>;

// `in_state` makes a Subject, whose `machine` is in that state. A state or an event more, and this fails
// until its cells are written.
template <class Machine, class Subject, class StateNames>
void expect_every_cell(const StateNames& names, const std::vector<Input<Subject>>& inputs, const Rows& rows,
                       const std::function<Subject(typename Machine::State)>& in_state) {
  ASSERT_EQ(names.size(), Machine::kStates);
  ASSERT_EQ(rows.size(), inputs.size());
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    ASSERT_EQ(rows[row].first, inputs[row].name);
    ASSERT_EQ(rows[row].second.size(), Machine::kStates) << rows[row].first;
    for (std::size_t column = 0; column < Machine::kStates; ++column) {
      Subject subject = in_state(static_cast<typename Machine::State>(column));
      ASSERT_EQ(static_cast<std::size_t>(subject.machine.state()), column);
      const std::string effects = inputs[row].apply(subject);
      std::string outcome =
          std::string(names[static_cast<std::size_t>(subject.machine.state())]) + ": " + effects;
      if (outcome == std::string(names[column]) + ": ") outcome = "=";
      EXPECT_EQ(outcome, rows[row].second[column]) << inputs[row].name << " in " << names[column];
    }
  }
}

}  // namespace herald::kube
