#include "tests/unit/bgp_session/subject.h"

#include <array>
#include <utility>

namespace herald::bgp {

using namespace session;
using std::chrono::seconds;

SessionSettings settings_for_test() {
  return {.local_as = kOurAs,
          .remote_as = {.number = kTheirAs},
          .router_id = kOurId,
          .graceful_restart = seconds(120),
          .graceful_notifications = true};
}

Open their_open() {
  SessionSettings theirs = settings_for_test();
  theirs.local_as = kTheirAs;
  theirs.router_id = kTheirId;
  theirs.graceful_restart.reset();
  return make_open(theirs, false);
}

LocalAddresses local_for_test() {
  return {.session = *net::IpAddress::parse("192.0.2.1"), .ipv6 = net::IpAddress::parse("2001:db8::1")};
}

std::string name_of(const Bytes& message) {
  static constexpr std::array<const char*, 6> kNames = {"?",         "OPEN",   "UPDATE", "NOTIFICATION",
                                                        "KEEPALIVE", "REFRESH"};
  if (message.size() < kHeaderSize || message[18] >= kNames.size()) return "?";
  std::string name = kNames[message[18]];
  if (message[18] != 3) return name;
  name += " " + std::to_string(message[19]) + "/" + std::to_string(message[20]);
  if (message[19] == 6 && message[20] == 9 && message.size() > 22)  // a Hard Reset and what is in it
    name += "(" + std::to_string(message[21]) + "/" + std::to_string(message[22]) + ")";
  return name;
}

namespace {

std::string reason(const Loss& loss) {
  static constexpr std::array<const char*, kCauses> kNames = {
      "stopped",         "config",   "dial_failed",    "dial_timed_out",
      "closed",          "notified", "protocol_error", "hold_timer",
      "send_hold_timer", "bfd",      "collision",      "replaced"};
  return kNames[static_cast<std::size_t>(loss.cause)];
}

std::string family_letter(net::Family family) {
  return family == net::Family::ipv4 ? "4" : "6";
}

struct Letter {
  std::string operator()(const Dial&) const { return "dial"; }
  std::string operator()(const Close&) const { return "close"; }
  std::string operator()(const SendBytes& send) const { return name_of(send.bytes); }
  std::string operator()(const Established&) const { return "up"; }
  std::string operator()(const Down& down) const { return "down/" + reason(down.loss); }
  std::string operator()(const AttemptFailed& failed) const { return "failed/" + reason(failed.loss); }
  std::string operator()(const RefreshRequested& refresh) const {
    return "refresh/" + family_letter(refresh.family);
  }
  std::string operator()(const UpdateFlawed& flawed) const {
    return "flawed/" + std::to_string(static_cast<int>(flawed.error.severity));
  }
};

}  // namespace

std::string letter(const Effect& effect) {
  return std::visit(Letter(), effect);
}

std::string Subject::feed(const Session::Event& event) {
  last = session.step(now, event);
  std::string text;
  for (const auto& effect : last) {
    if (const auto* dial = std::get_if<Dial>(&effect)) dialed = dial->id;
    const std::string word = letter(effect);
    if (!word.empty()) text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

std::string Subject::receive(const Bytes& bytes) {
  return feed(BytesReceived{connection.value_or(ConnectionId(99)), bytes});
}

std::string Subject::tick_at(Instant instant) {
  now = instant;
  return feed(Tick{});
}

void Subject::go_to(SessionState state, const Open& open) {
  if (state == SessionState::idle) return;
  feed(Start{});
  if (state == SessionState::connect) return;
  if (state == SessionState::active) {
    feed(TransportFailed{*dialed, "refused"});
    return;
  }
  connection = dialed;
  feed(TransportUp{*dialed, local_for_test()});
  if (state == SessionState::open_sent) return;
  receive(bytes_of(open));
  if (state == SessionState::open_confirm) return;
  receive(bytes_of(Keepalive{}));
}

}  // namespace herald::bgp
