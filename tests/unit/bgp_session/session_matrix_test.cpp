// Every state of a session against everything that can happen to it: what it does, and where it is then.
#include "core/base/machine.h"
#include "core/bgp/shutdown.h"
#include "tests/unit/bgp_session/subject.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;
static_assert(Machine<Session>);

constexpr std::array<SessionState, kSessionStates> kColumns = {
    SessionState::idle,      SessionState::connect,      SessionState::active,
    SessionState::open_sent, SessionState::open_confirm, SessionState::established};

std::string name_of(SessionState state) {
  static constexpr std::array<const char*, kSessionStates> kNames = {
      "idle", "connect", "active", "open_sent", "open_confirm", "established"};
  return kNames[static_cast<std::size_t>(state)];
}

// An UPDATE that announces 198.51.100.0/24, with this ORIGIN.
Bytes update_with_origin(std::uint8_t origin) {
  const Bytes body = {0, 0,    0,    20,   0x40, 1, 1,   origin, 0x40, 2, 6,  2,   1,  0,
                      0, 0xfd, 0xea, 0x40, 3,    4, 192, 0,      2,    2, 24, 198, 51, 100};
  Bytes bytes(16, 0xff);
  bytes.push_back(0);
  bytes.push_back(static_cast<std::uint8_t>(kHeaderSize + body.size()));
  bytes.push_back(2);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

Bytes broken_update() {
  Bytes bytes = update_with_origin(0);
  bytes[kHeaderSize] = 0xff;  // the withdrawn routes are longer than the message
  return bytes;
}

Bytes end_of_rib() {
  Bytes bytes(23, 0);  // made at its size: g++ 12 warns of memory when it grows
  std::fill_n(bytes.begin(), 16, 0xff);
  bytes[17] = 23;
  bytes[18] = 2;
  return bytes;
}

Bytes out_of_step() {
  Bytes bytes = bytes_of(Keepalive{});
  bytes[3] = 0;
  return bytes;
}

template <class Change>
Bytes open_with(Change change) {
  Open open = their_open();
  change(open);
  return bytes_of(open);
}

SessionSettings edited(void (*edit)(SessionSettings&)) {
  SessionSettings settings = settings_for_test();
  edit(settings);
  return settings;
}

struct Input {
  const char* name;
  std::function<std::string(Subject&)> apply;
};

ConnectionId current(const Subject& s) {
  return s.connection.value_or(s.dialed.value_or(ConnectionId(99)));
}

const std::vector<Input> kInputs = {
    {"start", [](Subject& s) { return s.feed(Start{}); }},
    {"stop",
     [](Subject& s) {
       return s.feed(Stop{cease_with_message(Cease::administrative_shutdown, "maintenance")});
     }},
    {"silent stop", [](Subject& s) { return s.feed(Stop{}); }},
    {"connected", [](Subject& s) { return s.feed(TransportUp{current(s), local_for_test()}); }},
    {"stale connected", [](Subject& s) { return s.feed(TransportUp{ConnectionId(77), local_for_test()}); }},
    {"not connected", [](Subject& s) { return s.feed(TransportFailed{current(s), "refused"}); }},
    {"closed", [](Subject& s) { return s.feed(TransportClosed{current(s), "reset"}); }},
    {"stale closed", [](Subject& s) { return s.feed(TransportClosed{ConnectionId(77), "reset"}); }},
    {"accepted", [](Subject& s) { return s.feed(Accepted{ConnectionId(2), local_for_test()}); }},
    {"other addresses", [](Subject& s) { return s.feed(LocalChanged{current(s), {}}); }},
    {"open", [](Subject& s) { return s.receive(bytes_of(their_open())); }},
    {"open of a stranger",
     [](Subject& s) {
       return s.receive(open_with([](Open& o) {
         o.asn = Asn(65009);
         o.capabilities.four_octet_asn = o.asn;
       }));
     }},
    {"open of BGP 3", [](Subject& s) { return s.receive(open_with([](Open& o) { o.version = 3; })); }},
    {"open with hold time 1",
     [](Subject& s) { return s.receive(open_with([](Open& o) { o.hold_time = seconds(1); })); }},
    {"open without a common family",
     [](Subject& s) {
       return s.receive(open_with([](Open& o) { o.capabilities.families = {{kAfiIpv4, 2}}; }));
     }},
    {"keepalive", [](Subject& s) { return s.receive(bytes_of(Keepalive{})); }},
    {"update", [](Subject& s) { return s.receive(update_with_origin(0)); }},
    {"flawed update", [](Subject& s) { return s.receive(update_with_origin(7)); }},
    {"broken update", [](Subject& s) { return s.receive(broken_update()); }},
    {"end of rib", [](Subject& s) { return s.receive(end_of_rib()); }},
    {"refresh", [](Subject& s) { return s.receive(bytes_of(RouteRefresh{kIpv6Unicast})); }},
    {"refresh of another family",
     [](Subject& s) { return s.receive(bytes_of(RouteRefresh{{kAfiIpv4, 128}})); }},
    {"notification", [](Subject& s) { return s.receive(bytes_of(notification(Cease::out_of_resources))); }},
    {"out of step", [](Subject& s) { return s.receive(out_of_step()); }},
    {"half a message", [](Subject& s) { return s.receive(Bytes(10, 0xff)); }},
    {"early tick", [](Subject& s) { return s.tick_after(milliseconds(1)); }},
    {"tick",
     [](Subject& s) {
       const Instant due = s.session.next_deadline();
       return s.tick_at(due == kNever ? s.now : due);
     }},
    {"silence",
     [](Subject& s) {
       std::string text;  // to the end of the hold time that is in force, ticking in time
       const Instant end =
           s.now + (s.session.state() == SessionState::open_sent ? seconds(240) : seconds(90));
       while (s.session.next_deadline() < end)
         s.tick_at(s.session.next_deadline());
       return s.tick_at(end);
     }},
    {"woken too late", [](Subject& s) { return s.tick_after(seconds(300)); }},
    {"updates queued", [](Subject& s) { return s.feed(Queued{current(s), 3, 0}); }},
    {"bytes sent", [](Subject& s) { return s.feed(SendProgress{current(s), 0}); }},
    {"bfd down", [](Subject& s) { return s.feed(BfdDown{}); }},
    {"new retry time",
     [](Subject& s) {
       return s.feed(ConfigChanged{edited([](SessionSettings& e) { e.connect_retry = seconds(5); })});
     }},
    {"new hold time",
     [](Subject& s) {
       return s.feed(ConfigChanged{edited([](SessionSettings& e) { e.hold_time = seconds(30); })});
     }},
    {"now passive",
     [](Subject& s) { return s.feed(ConfigChanged{edited([](SessionSettings& e) { e.passive = true; })}); }},
    {"new password",
     [](Subject& s) { return s.feed(ConfigChanged{settings_for_test(), PathChange::same_peer}); }},
    {"new address",
     [](Subject& s) { return s.feed(ConfigChanged{settings_for_test(), PathChange::another_peer}); }},
};

using Row = std::vector<std::string>;
const std::vector<std::pair<std::string, Row>> kMatrix = {
    {"start", {"connect: dial", "=", "=", "=", "=", "="}},
    {"stop",
     {"=", "idle: close", "idle:", "idle: NOTIFICATION 6/2, close", "idle: NOTIFICATION 6/2, close",
      "idle: NOTIFICATION 6/2, close, down/stopped"}},
    {"silent stop", {"=", "idle: close", "idle:", "idle: close", "idle: close", "idle: close, down/stopped"}},
    {"connected", {"idle: close", "open_sent: OPEN", "active: close", "=", "=", "="}},
    {"stale connected",
     {"idle: close", "connect: close", "active: close", "open_sent: close", "open_confirm: close",
      "established: close"}},
    {"not connected", {"=", "active: failed/dial_failed", "=", "=", "=", "="}},
    {"closed",
     {"=", "active: failed/dial_failed", "=", "active: failed/closed", "active: failed/closed",
      "active: down/closed"}},
    {"stale closed", {"=", "=", "=", "=", "=", "="}},
    {"accepted",
     {"idle: close", "open_sent: OPEN", "open_sent: OPEN", "open_sent: OPEN", "open_confirm: OPEN",
      "established: OPEN"}},
    {"other addresses", {"=", "=", "=", "=", "=", "="}},
    {"open",
     {"=", "=", "=", "open_confirm: KEEPALIVE", "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/3, close, down/protocol_error"}},
    {"open of a stranger",
     {"=", "=", "=", "active: NOTIFICATION 2/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/3, close, down/protocol_error"}},
    {"open of BGP 3",
     {"=", "=", "=", "active: NOTIFICATION 2/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/3, close, down/protocol_error"}},
    {"open with hold time 1",
     {"=", "=", "=", "active: NOTIFICATION 2/6, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/3, close, down/protocol_error"}},
    {"open without a common family",
     {"=", "=", "=", "active: NOTIFICATION 2/7, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 5/3, close, down/protocol_error"}},
    {"keepalive",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error", "established: up", "="}},
    {"update",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error", "="}},
    {"flawed update",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error", "established: flawed/1"}},
    {"broken update",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error",
      "active: NOTIFICATION 3/1, close, down/protocol_error"}},
    {"end of rib",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error", "="}},
    {"refresh",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error", "established: refresh/6"}},
    {"refresh of another family",
     {"=", "=", "=", "active: NOTIFICATION 5/1, close, failed/protocol_error",
      "active: NOTIFICATION 5/2, close, failed/protocol_error", "="}},
    {"notification",
     {"=", "=", "=", "active: close, failed/notified", "active: close, failed/notified",
      "active: close, down/notified"}},
    {"out of step",
     {"=", "=", "=", "active: NOTIFICATION 1/1, close, failed/protocol_error",
      "active: NOTIFICATION 1/1, close, failed/protocol_error",
      "active: NOTIFICATION 1/1, close, down/protocol_error"}},
    {"half a message", {"=", "=", "=", "=", "=", "="}},
    {"early tick", {"=", "=", "=", "=", "=", "="}},
    {"tick",
     {"=", "active: close, failed/dial_timed_out", "connect: dial",
      "active: NOTIFICATION 4/0, close, failed/hold_timer", "open_confirm: KEEPALIVE",
      "established: KEEPALIVE"}},
    {"silence",
     {"=", "active:", "=", "active: NOTIFICATION 4/0, close, failed/hold_timer",
      "active: NOTIFICATION 4/0, close, failed/hold_timer",
      "active: NOTIFICATION 4/0, close, down/hold_timer"}},
    {"woken too late",
     {"=", "active: close, failed/dial_timed_out", "connect: dial", "=", "open_confirm: KEEPALIVE",
      "established: KEEPALIVE"}},
    {"updates queued", {"=", "=", "=", "=", "=", "="}},
    {"bytes sent", {"=", "=", "=", "=", "=", "="}},
    {"bfd down",
     {"=", "=", "=", "active: NOTIFICATION 6/10, close, failed/bfd",
      "active: NOTIFICATION 6/10, close, failed/bfd", "active: NOTIFICATION 6/10, close, down/bfd"}},
    {"new retry time", {"=", "=", "=", "=", "=", "="}},
    {"new hold time",
     {"=", "connect: close, dial", "connect: dial", "connect: NOTIFICATION 6/6, close, dial",
      "connect: NOTIFICATION 6/6, close, dial", "connect: NOTIFICATION 6/6, close, down/config, dial"}},
    {"now passive",
     {"=", "active: close", "=", "active: NOTIFICATION 6/6, close", "active: NOTIFICATION 6/6, close",
      "active: NOTIFICATION 6/6, close, down/config"}},
    {"new password",
     {"=", "connect: close, dial", "connect: dial", "connect: NOTIFICATION 6/6, close, dial",
      "connect: NOTIFICATION 6/6, close, dial", "connect: NOTIFICATION 6/6, close, down/config, dial"}},
    {"new address",
     {"=", "connect: close, dial", "connect: dial", "connect: NOTIFICATION 6/3, close, dial",
      "connect: NOTIFICATION 6/3, close, dial", "connect: NOTIFICATION 6/3, close, down/config, dial"}},
};

std::string cell(std::size_t row, std::size_t column) {
  Subject subject;
  subject.go_to(kColumns[column]);
  EXPECT_EQ(subject.session.state(), kColumns[column]);
  const std::string effects = kInputs[row].apply(subject);
  const SessionState after = subject.session.state();
  if (effects.empty() && after == kColumns[column]) return "=";
  return name_of(after) + ":" + (effects.empty() ? "" : " " + effects);
}

TEST(SessionMatrix, EveryStateAgainstEveryEvent) {
  ASSERT_EQ(kMatrix.size(), kInputs.size());
  std::size_t cells = 0;
  for (std::size_t row = 0; row < kInputs.size(); ++row) {
    ASSERT_EQ(kMatrix[row].first, kInputs[row].name);
    ASSERT_EQ(kMatrix[row].second.size(), kSessionStates);
    for (std::size_t column = 0; column < kSessionStates; ++column, ++cells)
      EXPECT_EQ(cell(row, column), kMatrix[row].second[column])
          << kInputs[row].name << " in " << name_of(kColumns[column]);
  }
  EXPECT_EQ(cells, kInputs.size() * kSessionStates);
}

}  // namespace
}  // namespace herald::bgp
