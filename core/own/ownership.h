// Who owns which address on this LAN, as one speaker sees it: a Machine (core/base/machine.h). It is told who
// the members are, what is wanted, whom the liveness sessions hear and what the other speakers say; it says
// what this node begins and ceases to announce, and what to send. It knows no frames, no sockets, no
// signatures.
//
// The rules are those of layer 2's design: an address belongs to the live, entitled holder of the highest
// epoch; an orphan goes to the first in rank, who claims it with the next epoch in the very step in which it
// learns that the holder is gone.
//
// Time. Only Tick lets time pass: no other event gives up on anybody, however late it comes. A caller that
// was stalled first hands in everything that waits in its sockets, then ticks.
#pragma once

#include "core/base/time.h"
#include "core/own/events.h"
#include "core/own/types.h"

#include <cstddef>
#include <memory>
#include <variant>
#include <vector>

namespace herald::own {

class Ownership {
 public:
  using Event =
      std::variant<event::RosterChanged, event::Wanted, event::Unwanted, event::Complete,
                   event::LivenessChanged, event::ReachJudged, event::AbleChanged, event::MessageHeard,
                   event::ForeignAnnouncement, event::Drain, event::PolicyChanged, event::Tick, event::Stop>;
  using Effect = std::variant<effect::Send, effect::Watch, effect::Gained, effect::Lost, effect::MemberSeen,
                              effect::Isolated, effect::Emptied, effect::Left>;
  using Effects = std::vector<Effect>;

  explicit Ownership(const Member& self);

  // Several events that belong together (all orders of a batch) make one decision when they come in one step.
  Effects step(Instant now, const Event& event);
  Effects step(Instant now, const std::vector<Event>& events);
  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] bool announces(const net::IpAddress& address) const;
  [[nodiscard]] std::size_t announced() const;  // how many
};

}  // namespace herald::own
