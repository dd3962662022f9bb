// Both sides dial: whatever reaches us first, one connection stays, and one that has come up is not taken for
// that of a process which is gone (RFC 4271 section 6.8, RFC 4724 section 5).
#include "tests/unit/bgp_session/subject.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using session::Accepted;
using session::TransportUp;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr ConnectionId kAccepted{2};

Open open_from(RouterId id, bool restarts) {
  Open open = their_open();
  open.router_id = id;
  if (restarts)
    open.capabilities.graceful_restart =
        GracefulRestart{.time = seconds(60), .states = {{kIpv4Unicast, true}}};
  return open;
}

// What happens on a connection, one after the other.
enum class Step : std::uint8_t { begins, open, keepalive };

// Two connections of one subject, each with its own place in that story.
struct Crossing {
  explicit Crossing(const Open& open) : their_open(open) { s.go_to(SessionState::connect); }

  void proceed(Direction on) {
    const auto step = static_cast<Step>(at[static_cast<std::size_t>(on)]++);
    s.connection = on == Direction::dialed ? *s.dialed : kAccepted;
    if (step == Step::open) return tell(s.receive(bytes_of(their_open)));
    if (step == Step::keepalive) return tell(s.receive(bytes_of(Keepalive{})));
    if (on == Direction::dialed) return tell(s.feed(TransportUp{*s.dialed, local_for_test()}));
    tell(s.feed(Accepted{kAccepted, local_for_test()}));
  }
  void tell(const std::string& effects) { story += effects + "; "; }
  [[nodiscard]] bool tells(const char* word) const { return story.find(word) != std::string::npos; }

  Open their_open;
  Subject s;
  std::array<int, 2> at{};
  std::string story;
};

// Each order in which two connections can come to KEEPALIVE: 6! / (3! 3!) = 20.
std::vector<std::vector<Direction>> every_order() {
  std::vector<Direction> order(6, Direction::dialed);
  std::fill(order.begin() + 3, order.end(), Direction::accepted);
  std::vector<std::vector<Direction>> all;
  do
    all.push_back(order);
  while (std::ranges::next_permutation(order).found);
  return all;
}

TEST(SessionCrossing, InEveryOrderOneStaysAndWhatIsUpStaysUp) {
  const auto orders = every_order();
  ASSERT_EQ(orders.size(), 20U);
  for (const auto& order : orders) {
    for (const RouterId id : {kLesserId, kTheirId}) {
      for (const bool restarts : {false, true}) {
        Crossing crossing(open_from(id, restarts));
        for (const Direction on : order)
          crossing.proceed(on);
        EXPECT_EQ(crossing.s.session.state(), SessionState::established) << crossing.story;
        EXPECT_EQ(crossing.s.session.report().established, 1U) << crossing.story;
        EXPECT_FALSE(crossing.tells("down/")) << crossing.story;
        EXPECT_TRUE(crossing.tells("close")) << "the other one goes: " << crossing.story;
      }
    }
  }
}

// When the peer's second connection was there, counted from when the first came up.
struct When {
  const char* name;
  Duration after;
};
constexpr std::array<When, 5> kOpened = {{{"long before", -seconds(30)},
                                          {"just before", -milliseconds(1)},
                                          {"at the same time", {}},
                                          {"while the peer could not know", milliseconds(999)},
                                          {"after", seconds(1)}}};

struct Row {
  bool restarts;
  Direction second;
  std::array<const char*, kOpened.size()> outcome;  // in the columns of kOpened
};
constexpr const char* kStays = "NOTIFICATION 6/7, close";
constexpr const char* kGoes = "close, down/replaced, KEEPALIVE";
constexpr const char* kNone = "";  // we do not dial while a session is up: there is none
constexpr std::array<Row, 4> kRule = {{
    {true, Direction::accepted, {kStays, kStays, kStays, kStays, kGoes}},
    {true, Direction::dialed, {kStays, kStays, kNone, kNone, kNone}},
    {false, Direction::accepted, {kStays, kStays, kStays, kStays, kStays}},
    {false, Direction::dialed, {kStays, kStays, kNone, kNone, kNone}},
}};

// The second one's OPEN comes last, in any case.
std::string cell(const Row& row, Duration after) {
  Crossing crossing(open_from(kTheirId, row.restarts));
  Subject& s = crossing.s;
  const Direction first = row.second == Direction::dialed ? Direction::accepted : Direction::dialed;
  const auto come_up = [&] {
    for (int steps = 0; steps < 3; ++steps)
      crossing.proceed(first);
    ASSERT_EQ(s.session.state(), SessionState::established);
  };
  if (after >= Duration::zero()) come_up();
  s.now += std::max(after, Duration::zero());
  crossing.proceed(row.second);
  s.now += std::max(-after, Duration::zero());
  if (after < Duration::zero()) come_up();
  s.now += seconds(5);
  s.connection = row.second == Direction::dialed ? *s.dialed : kAccepted;
  return s.receive(bytes_of(crossing.their_open));
}

TEST(SessionCrossing, OnlyWhatIsOpenedWhileTheSessionIsUpTellsOfARestart) {
  for (const Row& row : kRule) {
    for (std::size_t i = 0; i < kOpened.size(); ++i)
      EXPECT_EQ(cell(row, kOpened[i].after), row.outcome[i])
          << (row.second == Direction::dialed ? "dialled " : "accepted ") << kOpened[i].name
          << (row.restarts ? ", graceful restart" : "");
  }
}

}  // namespace
}  // namespace herald::bgp
