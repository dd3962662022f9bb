// Whom this node hears: one BFD session (core/bfd) for each member that ownership wants watched. Sessions are
// symmetric, so both ends are active. A Machine in all but name: it is told of packets and time, and says
// what to send and whose state has changed.
//
// Who knows the cluster's secret and is not watched is answered, too, as long as he speaks: a guest. The
// roster may not tell of him because the API server is away; without an answer he would take this node for
// dead. Guests are not watched: of one it is only told when his session comes up, for he lives then.
//
// Only tick() gives up on anybody. A member that has never been up is not reported: silence is then no news.
// One that says that it does not hear us is alive; only when that lasts for a detection time is it down.
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"
#include "core/bfd/authentication.h"
#include "core/bfd/negotiation.h"
#include "core/bfd/session.h"
#include "core/own/events.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace herald::speaker::wire {

struct LivenessOptions {
  bfd::Timers timers;
  std::vector<bfd::AuthKey> keys;  // the first signs, each is accepted; none: unauthenticated
  std::uint64_t seed = 0;
};

class Liveness {
 public:
  struct Send {
    own::Endpoint to;
    std::vector<std::uint8_t> packet;
  };
  struct Changed {
    own::NodeName node;
    own::Liveness state;
  };
  struct GuestUp {
    own::Endpoint at;
  };
  using Effect = std::variant<Send, Changed, GuestUp>;
  using Effects = std::vector<Effect>;

  explicit Liveness(const LivenessOptions& options) : options_(options), random_(options.seed) {}

  static constexpr std::size_t kMostGuests = 64;

  // These, and nobody else. Who is dropped is told AdminDown, so that he does not wait for us.
  Effects watch(Instant now, const std::vector<own::Member>& members);
  Effects hear(Instant now, const own::Endpoint& from, std::span<const std::uint8_t> packet);
  Effects tick(Instant now);
  Effects configure(Instant now, const bfd::Timers& timers);
  // Tells everybody that this node leaves, at once; nothing is sent afterwards.
  Effects leave(Instant now);

  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] std::size_t watched() const { return sessions_.size(); }
  [[nodiscard]] std::size_t guests() const { return guests_.size(); }
  [[nodiscard]] std::size_t up() const;
  [[nodiscard]] std::optional<Instant> last_heard(const own::NodeName& node) const;
  // Packets that no session wanted: unknown senders, forgeries, noise.
  [[nodiscard]] std::uint64_t discarded() const { return discarded_; }

 private:
  struct Watched {
    own::Member member;
    bfd::Session session;
    std::optional<own::Liveness> reported;
    // The other side does not hear us although we hear it: one that has been stalled, or a path that is
    // broken one way. The first passes by itself.
    std::optional<Instant> doubted_until;
  };
  using Sessions = std::map<own::NodeName, Watched>;

  [[nodiscard]] std::uint32_t new_discriminator();
  void forget_discriminator(const own::NodeName& node);
  [[nodiscard]] bfd::Session new_session();
  void begin(Instant now, const own::Member& member);
  [[nodiscard]] Watched* session_for(const own::Endpoint& from, const bfd::ControlPacket& packet);
  // False when the packet was none for the session.
  bool drive(Instant now, const own::Endpoint& to, bfd::Session& session, const bfd::Session::Event& event);
  void step(Instant now, Watched& watched, const bfd::Session::Event& event);
  void begin_anew(Instant now, Watched& watched);
  void renumber(Watched& watched);
  void report(Instant now, Watched& watched);
  [[nodiscard]] Duration own_detection_time() const;
  [[nodiscard]] bool in_doubt(Instant now, Watched& watched) const;

  // liveness_guests.cpp
  void hear_guest(Instant now, const own::Endpoint& from, const bfd::ControlPacket& packet);
  void tick_guests(Instant now);

  LivenessOptions options_;
  Random random_;
  Sessions sessions_;
  std::map<std::uint32_t, own::NodeName> by_discriminator_;
  std::map<own::Endpoint, bfd::Session> guests_;
  std::uint64_t discarded_ = 0;
  Effects effects_;
};

}  // namespace herald::speaker::wire
