// Two sessions and the link between them, in virtual time. Every packet goes over the wire format; each
// direction has its latency and may lose what it likes. A side can be stalled: it then neither ticks nor
// reads.
#pragma once

#include "core/bfd/session.h"
#include "tests/unit/bfd/wire.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace herald::bfd {

struct Change {
  Instant when;
  session::StateChanged what;
};

struct Sent {
  Instant when;
  ControlPacket packet;
};

struct Side {
  explicit Side(const SessionOptions& options, std::uint64_t seed) : session(options, seed) {}

  Session session;
  std::function<bool()> loses = [] { return false; };  // each packet on its way out
  Duration latency = std::chrono::milliseconds(1);
  bool stalled = false;
  std::vector<Bytes> waiting;  // in the socket of a stalled side
  std::vector<Change> changes;
  std::vector<Sent> sent;
  std::vector<Discard> discards;
};

class TwoSessions {
 public:
  TwoSessions(const SessionOptions& a, const SessionOptions& b, std::uint64_t seed = 1)
      : sides_{Side(a, seed), Side(b, seed + 1)} {}

  Side& a() { return sides_[0]; }
  Side& b() { return sides_[1]; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] bool both(State state) const {
    return sides_[0].session.state() == state && sides_[1].session.state() == state;
  }

  void feed(Side& side, const Session::Event& event);
  void run(Duration span);
  void cut();   // both ways
  void mend();  // both ways
  void forget_history();

  // What a caller does that notices that it was stalled: read everything, then judge.
  void resume_draining(Side& side);

 private:
  struct Flight {
    std::size_t to;
    Bytes bytes;
  };

  [[nodiscard]] Instant next_tick(const Side& side) const;
  void deliver(Side& side, const Bytes& bytes);

  std::array<Side, 2> sides_;
  Instant now_{};
  std::multimap<Instant, Flight> flights_;  // of equal instants, the first sent is the first received
};

// Two that have settled, with nothing to remember.
TwoSessions both_up(const SessionOptions& a, const SessionOptions& b);

[[nodiscard]] std::ptrdiff_t polls(const Side& side);   // it sent
[[nodiscard]] std::ptrdiff_t finals(const Side& side);  // it sent

inline SessionOptions options(std::uint32_t discriminator, int milliseconds = 300) {
  const Interval interval = std::chrono::milliseconds(milliseconds);
  return {.discriminator = discriminator,
          .timers = {.transmit = interval, .receive = interval, .multiplier = 3},
          .authentication = {}};
}

inline TwoSessions both_up() {
  return both_up(options(1), options(2));
}

}  // namespace herald::bfd
