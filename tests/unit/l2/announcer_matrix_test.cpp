// Every phase of an address against everything that can happen to it: what is done, and where it is then.
#include "core/base/machine.h"
#include "tests/unit/l2/announcer_lan.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

using namespace announcer;
static_assert(Machine<Announcer>);

constexpr std::array<const char*, Announcer::kPhases> kPhaseNames = {"absent", "probing", "conflicted",
                                                                     "announced", "disputed"};

Subject in_phase(Announcer::Phase phase) {
  Subject s = on_eth0();
  if (phase == Announcer::Phase::absent) return s;
  s.gain(kOwned4, /*brand_new=*/phase == Announcer::Phase::probing || phase == Announcer::Phase::conflicted);
  s.run(milliseconds(50));
  if (phase == Announcer::Phase::conflicted || phase == Announcer::Phase::disputed) s.feed(kStrangerSeen);
  s.run(milliseconds(1));
  return s;
}

struct Input {
  const char* name;
  std::function<std::string(Subject&)> apply;
};

// To the next deadline, so often.
std::string ticks(Subject& s, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    s.now = std::max(s.now, s.announcer.next_deadline());
    text = s.feed(Tick{});
  }
  return text;
}

std::string conclude(Subject& s, bool stranger_stays) {
  s.told.clear();
  for (int i = 0; i < 1200 && s.told.empty(); ++i) {
    s.run(milliseconds(50));  // no round of probes goes unanswered, whenever it comes
    if (stranger_stays) s.feed(kStrangerSeen);
  }
  std::string text;
  for (const auto& told : s.told)
    text += (text.empty() ? "" : " ") + told.substr(0, told.find(' '));
  return text;
}

const std::vector<Input>& inputs() {
  static const std::vector<Input> table = {
      {"gain", [](Subject& s) { return s.feed_and_tick(Gain{kOwned4, kAnywhere, false}); }},
      {"gain, brand new", [](Subject& s) { return s.feed_and_tick(Gain{kOwned4, kAnywhere, true}); }},
      {"lose", [](Subject& s) { return s.feed_and_tick(Lose{kOwned4}); }},
      {"another link", [](Subject& s) { return s.feed_and_tick(LinksChanged{kAnywhere, {kEth0, kEth1}}); }},
      {"same links", [](Subject& s) { return s.feed_and_tick(LinksChanged{kAnywhere, {kEth0}}); }},
      {"no links", [](Subject& s) { return s.feed_and_tick(LinksChanged{kAnywhere, {}}); }},
      {"another MAC",
       [](Subject& s) { return s.feed_and_tick(LinksChanged{kAnywhere, {{kEth0.index, kOursToo}}}); }},
      {"links of another scope", [](Subject& s) { return s.feed_and_tick(LinksChanged{kOnEth1, {kEth1}}); }},
      {"a stranger", [](Subject& s) { return s.feed_and_tick(kStrangerSeen); }},
      {"a stranger elsewhere",
       [](Subject& s) { return s.feed_and_tick(StrangerSeen{kEth0.index, kOwned6, kStranger}); }},
      {"another refresh", [](Subject& s) { return s.feed_and_tick(RefreshChanged{seconds(20)}); }},
      {"early tick", [](Subject& s) { return s.feed_and_tick(Tick{}); }},
      {"tick", [](Subject& s) { return s.announcer.next_deadline() == kNever ? "" : ticks(s, 1); }},
      {"a minute of silence", [](Subject& s) { return conclude(s, false); }},
      {"a minute with a stranger", [](Subject& s) { return conclude(s, true); }},
  };
  return table;
}

// "phase: effects"; "=" for no effect and the same phase.
using Row = std::vector<std::string>;
const std::vector<std::pair<std::string, Row>>& matrix() {
  static const std::vector<std::pair<std::string, Row>> table = {
      {"gain",
       {"announced: answer takeover@2 takeover@2", "announced: answer takeover@2 takeover@2",
        "announced: over answer takeover@2 takeover@2", "=", "="}},
      {"gain, brand new", {"probing: probe@2", "=", "=", "=", "="}},
      {"lose", {"=", "absent: ", "absent: ", "absent: ", "absent: "}},
      {"another link",
       {"=", "=", "=", "announced: takeover@3 takeover@3", "disputed: takeover@3 takeover@3"}},
      {"same links", {"=", "=", "=", "=", "="}},
      {"no links", {"=", "=", "=", "=", "="}},
      {"another MAC", {"=", "=", "=", "announced: takeover@2 takeover@2", "disputed: takeover@2 takeover@2"}},
      {"links of another scope", {"=", "=", "=", "=", "="}},
      {"a stranger", {"=", "conflicted: conflict", "=", "disputed: conflict defence@2 defence@2", "="}},
      {"a stranger elsewhere", {"=", "=", "=", "=", "="}},
      {"another refresh", {"=", "=", "=", "=", "="}},
      {"early tick", {"=", "=", "=", "=", "="}},
      {"tick",
       {"=", "probing: probe@2", "conflicted: probe@2", "announced: takeover@2 takeover@2",
        "disputed: takeover@2 takeover@2"}},
      {"a minute of silence", {"=", "announced: answer", "announced: over answer", "=", "announced: over"}},
      {"a minute with a stranger", {"=", "conflicted: conflict", "=", "disputed: conflict", "="}},
  };
  return table;
}

void expect_cell(std::size_t row, std::size_t column) {
  const auto phase = static_cast<Announcer::Phase>(column);
  Subject subject = in_phase(phase);
  ASSERT_EQ(subject.phase(), phase);
  const std::string effects = inputs()[row].apply(subject);
  std::string outcome = std::string(kPhaseNames[static_cast<std::size_t>(subject.phase())]) + ": " + effects;
  if (subject.phase() == phase && effects.empty()) outcome = "=";
  EXPECT_EQ(outcome, matrix()[row].second[column]) << inputs()[row].name << " when " << kPhaseNames[column];
}

TEST(AnnouncerMatrix, EveryCell) {
  std::size_t cells = 0;
  ASSERT_EQ(matrix().size(), inputs().size());
  for (std::size_t row = 0; row < inputs().size(); ++row) {
    ASSERT_EQ(matrix()[row].first, inputs()[row].name);
    ASSERT_EQ(matrix()[row].second.size(), Announcer::kPhases);
    for (std::size_t column = 0; column < Announcer::kPhases; ++column, ++cells)
      expect_cell(row, column);
  }
  // A phase or an event more, and this fails until its cells are written.
  EXPECT_EQ(cells, 5U * 15U);
  EXPECT_EQ(std::variant_size_v<Announcer::Event>, 6U);
  EXPECT_EQ(std::variant_size_v<Announcer::Effect>, 4U);
}

}  // namespace
}  // namespace herald::l2
