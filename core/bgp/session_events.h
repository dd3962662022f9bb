// What a BGP session is told and what it asks for (session.h).
#pragma once

#include "core/base/strong.h"
#include "core/bgp/agreement.h"
#include "core/bgp/error.h"
#include "core/bgp/next_hop.h"
#include "core/net/ip.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace herald::bgp {

enum class SessionState : std::uint8_t { idle, connect, active, open_sent, open_confirm, established };
inline constexpr std::size_t kSessionStates = 6;

// One TCP connection of one session. The session numbers those it dials: odd; the transport those that it
// accepted: even.
using ConnectionId = Strong<struct ConnectionIdTag, std::uint64_t>;

namespace session {

// ---- events

struct Start {};
// Without `farewell` connections are closed without a word, so that a peer with graceful restart keeps our
// routes.
struct Stop {
  std::optional<Notification> farewell;
};
struct TransportUp {
  ConnectionId id;
  LocalAddresses local;
};
struct TransportFailed {  // the dial came to nothing
  ConnectionId id;
  std::string why;
};
struct TransportClosed {  // by the peer or by the network
  ConnectionId id;
  std::string why;
};
struct Accepted {
  ConnectionId id;
  LocalAddresses local;
};
// Of a connection that may yet become established.
struct LocalChanged {
  ConnectionId id;
  LocalAddresses local;
};
struct BytesReceived {
  ConnectionId id;
  std::vector<std::uint8_t> bytes;
};
// UPDATEs and refreshes that were handed to the transport past the session.
struct Queued {
  ConnectionId id;
  std::uint32_t updates = 0;
  std::uint32_t refreshes = 0;
};
// The transport got rid of bytes; `waiting` are still in its queue.
struct SendProgress {
  ConnectionId id;
  std::size_t waiting = 0;
};
struct BfdDown {};
// What the session does not see. It may lead to the same peer as before (another password), or to another
// one, and then the old one shall not wait for us.
enum class PathChange : std::uint8_t { none, same_peer, another_peer };
struct ConfigChanged {
  SessionSettings settings;
  PathChange path = PathChange::none;
};
struct Tick {};

using Event = std::variant<Start, Stop, TransportUp, TransportFailed, TransportClosed, Accepted, LocalChanged,
                           BytesReceived, Queued, SendProgress, BfdDown, ConfigChanged, Tick>;

// ---- effects

struct Dial {
  ConnectionId id;
};
// What is queued is still sent, if the peer takes it within a moment.
struct Close {
  ConnectionId id;
};
struct SendBytes {
  ConnectionId id;
  std::vector<std::uint8_t> bytes;
};

struct Established {
  ConnectionId id;
  Agreement agreed;
  LocalAddresses local;
};

enum class Cause : std::uint8_t {
  stopped,         // we were told to
  config_changed,  // an edit asks for another session
  dial_failed,     // no connection
  dial_timed_out,
  connection_closed,  // by the peer without a word, or by the network
  notification_received,
  protocol_error,           // the peer broke the protocol, or its OPEN will not do: we said so
  hold_timer_expired,       // the peer fell silent
  send_hold_timer_expired,  // the peer does not read (RFC 9687)
  bfd_down,
  collision,  // the other connection stays
  replaced    // the peer restarted and has dialled anew
};
inline constexpr std::size_t kCauses = 12;
[[nodiscard]] std::string_view text_of(Cause cause);

struct Loss {
  Cause cause = Cause::stopped;
  std::optional<Notification> sent{};
  std::optional<Notification> received{};
  std::string detail{};  // the transport's words

  friend bool operator==(const Loss&, const Loss&) = default;
};
// "the peer ended the session: cease: administrative shutdown (\"maintenance\")"
[[nodiscard]] std::string text_of(const Loss& loss);

// It was Established.
struct Down {
  Loss loss;
};
// It was not.
struct AttemptFailed {
  Loss loss;
};
struct RefreshRequested {
  net::Family family;
};
// An UPDATE that RFC 7606 lets us survive.
struct UpdateFlawed {
  Error error;
};

using Effect =
    std::variant<Dial, Close, SendBytes, Established, Down, AttemptFailed, RefreshRequested, UpdateFlawed>;
using Effects = std::vector<Effect>;

// By MessageType, from 1.
using MessageCounts = std::array<std::uint64_t, 6>;

}  // namespace session
}  // namespace herald::bgp
