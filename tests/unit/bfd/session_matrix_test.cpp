// Every state of a session against everything that can happen to it: what it does, and where it is then.
#include "core/base/machine.h"
#include "core/bfd/session.h"

#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;  // NOLINT(google-build-using-namespace): its own events and effects
using std::chrono::milliseconds;
using std::chrono::seconds;
static_assert(Machine<Session>);

std::string letter(const Session::Effect& effect) {
  struct Letter {
    std::string operator()(const Send& send) const {
      return std::string("send") + (send.packet.poll ? "+poll" : "") + (send.packet.final ? "+final" : "");
    }
    std::string operator()(const StateChanged& change) const {
      return "change/" + std::to_string(static_cast<int>(change.diagnostic));
    }
    std::string operator()(const Discarded& discarded) const {
      return "discard/" + std::to_string(static_cast<int>(discarded.why));
    }
  };
  return std::visit(Letter(), effect);
}

ControlPacket from_remote(State state) {
  ControlPacket packet;
  packet.state = state;
  packet.my_discriminator = 2;
  packet.your_discriminator = 1;
  packet.desired_min_transmit = milliseconds(300);
  packet.required_min_receive = milliseconds(300);
  return packet;
}

struct Subject {
  Session session{{.discriminator = 1, .timers = {}, .authentication = {}}, 1};
  Instant now{};

  std::string feed(const Session::Event& event) {
    std::string text;
    for (const auto& effect : session.step(now, event))
      text += (text.empty() ? "" : " ") + letter(effect);
    return text;
  }
  std::string hear(State state) { return feed(PacketReceived{from_remote(state)}); }
  std::string tick_after(Duration pause) {
    now += pause;
    return feed(Tick{});
  }
};

Subject in_state(State state) {
  Subject s;
  s.feed(Tick{});
  if (state == State::admin_down) s.feed(AdminDown{});
  if (state == State::init || state == State::up) s.hear(State::down);
  if (state != State::up) return s;
  s.hear(State::init);
  ControlPacket final = from_remote(State::up);
  final.final = true;
  s.feed(PacketReceived{final});
  return s;
}

std::string hear_with(Subject& s, const std::function<void(ControlPacket&)>& change) {
  ControlPacket packet = from_remote(State::up);
  change(packet);
  return s.feed(PacketReceived{packet});
}

struct Input {
  const char* name;
  std::function<std::string(Subject&)> apply;
};

const std::vector<Input>& inputs() {
  static const std::vector<Input> all = {
      {"remote AdminDown", [](Subject& s) { return s.hear(State::admin_down); }},
      {"remote Down", [](Subject& s) { return s.hear(State::down); }},
      {"remote Init", [](Subject& s) { return s.hear(State::init); }},
      {"remote Up", [](Subject& s) { return s.hear(State::up); }},
      {"poll", [](Subject& s) { return hear_with(s, [](ControlPacket& p) { p.poll = true; }); }},
      {"final", [](Subject& s) { return hear_with(s, [](ControlPacket& p) { p.final = true; }); }},
      {"misdirected",
       [](Subject& s) { return hear_with(s, [](ControlPacket& p) { p.your_discriminator = 3; }); }},
      {"unexpected authentication",
       [](Subject& s) { return hear_with(s, [](ControlPacket& p) { p.auth = AuthSection{}; }); }},
      {"early tick", [](Subject& s) { return s.feed(Tick{}); }},
      {"tick",
       [](Subject& s) {
         s.now = s.session.next_deadline();
         return s.feed(Tick{});
       }},
      {"silence", [](Subject& s) { return s.tick_after(seconds(10)); }},
      {"path down", [](Subject& s) { return s.feed(LocalFailure{Diagnostic::path_down}); }},
      {"admin down", [](Subject& s) { return s.feed(AdminDown{}); }},
      {"admin up", [](Subject& s) { return s.feed(AdminUp{}); }},
      {"new timers",
       [](Subject& s) {
         return s.feed(ConfigChanged{{.transmit = milliseconds(500), .receive = milliseconds(200)}});
       }},
      {"remote restarted", [](Subject& s) { return s.feed(RemoteRestarted{}); }},
  };
  return all;
}

constexpr std::array<const char*, kStates> kStateNames = {"admin_down", "down", "init", "up"};

// "state: effects"; "=" for no effect and the same state. One cell for each of kStateNames. A session that is
// Down here has heard nobody yet, so that the first packet alone is news: now the other side can be
// addressed.
using Row = std::vector<std::string>;
const std::vector<std::pair<std::string, Row>>& matrix() {
  static const std::vector<std::pair<std::string, Row>> rows = {
      {"remote AdminDown",
       {"admin_down: discard/7 send", "down: send", "down: change/3 send", "down: change/3 send+poll"}},
      {"remote Down", {"admin_down: discard/7 send", "init: change/0 send", "=", "down: change/3 send+poll"}},
      {"remote Init",
       {"admin_down: discard/7 send", "up: change/0 send+poll", "up: change/0 send+poll", "="}},
      {"remote Up", {"admin_down: discard/7 send", "down: send", "up: change/0 send+poll", "="}},
      {"poll",
       {"admin_down: discard/7 send", "down: send+final", "up: change/0 send+final", "up: send+final"}},
      {"final", {"admin_down: discard/7 send", "down: send", "up: change/0 send+poll", "="}},
      {"misdirected", {"admin_down: discard/0", "down: discard/0", "init: discard/0", "up: discard/0"}},
      {"unexpected authentication",
       {"admin_down: discard/2", "down: discard/2", "init: discard/2", "up: discard/2"}},
      {"early tick", {"=", "=", "=", "="}},
      {"tick", {"admin_down: send", "down: send", "init: send", "up: send"}},
      {"silence", {"admin_down: send", "down: send", "down: change/1 send", "down: change/1 send"}},
      {"path down", {"=", "=", "down: change/5 send", "down: change/5 send+poll"}},
      {"admin down",
       {"=", "admin_down: change/7 send", "admin_down: change/7 send", "admin_down: change/7 send"}},
      {"admin up", {"down: change/7 send", "=", "=", "="}},
      {"new timers", {"admin_down: send", "down: send", "init: send+poll", "up: send+poll"}},
      {"remote restarted", {"=", "=", "down: change/3 send", "down: change/3 send"}},
  };
  return rows;
}

void expect_cell(std::size_t row, std::size_t column) {
  Subject subject = in_state(static_cast<State>(column));
  ASSERT_EQ(subject.session.state(), static_cast<State>(column));
  const std::string effects = inputs()[row].apply(subject);
  const auto state = static_cast<std::size_t>(subject.session.state());
  std::string outcome = std::string(kStateNames[state]) + ": " + effects;
  if (state == column && effects.empty()) outcome = "=";
  EXPECT_EQ(outcome, matrix()[row].second[column]) << inputs()[row].name << " in " << kStateNames[column];
}

TEST(BfdSessionMatrix, EveryCell) {
  std::size_t cells = 0;
  ASSERT_EQ(matrix().size(), inputs().size());
  for (std::size_t row = 0; row < inputs().size(); ++row) {
    ASSERT_EQ(matrix()[row].first, inputs()[row].name);
    ASSERT_EQ(matrix()[row].second.size(), kStates);
    for (std::size_t column = 0; column < kStates; ++column, ++cells)
      expect_cell(row, column);
  }
  // A state or an event more, and this fails until its cells are written.
  EXPECT_EQ(cells, 4U * 16U);
  EXPECT_EQ(std::variant_size_v<Session::Event>, 7U);
  EXPECT_EQ(std::variant_size_v<Session::Effect>, 3U);
}

}  // namespace
}  // namespace herald::bfd
