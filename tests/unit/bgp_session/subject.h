// A session under test and the peer it talks to: the peer's messages as bytes, and what the session does as
// one line of text.
#pragma once

#include "core/bgp/message.h"
#include "core/bgp/session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace herald::bgp {

using Bytes = std::vector<std::uint8_t>;

template <class Message>
Bytes bytes_of(const Message& message) {
  Bytes bytes;
  ByteWriter out(bytes);
  append_to(out, message);
  return bytes;
}

inline constexpr Asn kOurAs{65001};
inline constexpr Asn kTheirAs{65002};
inline constexpr RouterId kOurId{0x0a000001};
inline constexpr RouterId kTheirId{0x0a000002};  // greater: of two connections theirs stays
inline constexpr RouterId kLesserId{0x01000001};

[[nodiscard]] SessionSettings settings_for_test();
[[nodiscard]] Open their_open();
[[nodiscard]] LocalAddresses local_for_test();

// "OPEN", "NOTIFICATION 6/2": what the bytes of one message are.
[[nodiscard]] std::string name_of(const Bytes& message);
[[nodiscard]] std::string letter(const session::Effect& effect);

struct Subject {
  Session session;
  Instant now{};
  std::optional<ConnectionId> dialed{};      // the last dial
  std::optional<ConnectionId> connection{};  // the one that bytes come from
  std::vector<session::Effect> last{};

  explicit Subject(SessionSettings settings = settings_for_test()) : session(std::move(settings), 1) {}

  std::string feed(const Session::Event& event);
  std::string receive(const Bytes& bytes);
  std::string tick_at(Instant instant);
  std::string tick_after(Duration pause) { return tick_at(now + pause); }

  // Walks there the usual way. Active: the first dial has failed.
  void go_to(SessionState state, const Open& open = their_open());

  template <class Effect>
  [[nodiscard]] const Effect* done() const {
    const Effect* found = nullptr;
    for (const auto& effect : last) {
      if (const auto* candidate = std::get_if<Effect>(&effect)) found = candidate;
    }
    return found;
  }
};

}  // namespace herald::bgp
