// Situations that the design gives a bound for, one at a time and each from one seed: what is measured is
// what a client on the LAN would see. A missed bound is a broken law.
#pragma once

#include "tests/sim/lan/record.h"

#include <cstddef>
#include <cstdint>

namespace herald::sim::lan {

// BFD at 100 ms x 3: after so much silence a node is given up.
inline constexpr Duration kDetection = std::chrono::milliseconds(300);
inline constexpr Duration kHealedWithin = std::chrono::milliseconds(500);
// Who is no member any more is heard when it next speaks, which may take a second; then as above.
inline constexpr Duration kHeardAgainWithin = std::chrono::milliseconds(1700);
// What was watched by the dead alone is looked after by others, whose sessions have half a second to come up.
inline constexpr Duration kMassDeathWithin = std::chrono::milliseconds(2000);
// Twelve in a row: the first four are missed like anybody else, those behind them are then looked after
// together.
inline constexpr Duration kRowWithin = std::chrono::milliseconds(1000);
// The most that a node has of many addresses, by the mean.
inline constexpr double kSpread = 1.25;

// The LAN falls into two halves, each of which takes all addresses over, and is whole again 5 s later. From
// then until each address has one owner.
[[nodiscard]] Duration healed(std::size_t nodes, std::uint64_t seed, Record& record);

// A third of the nodes loses the others and the API server for so long that its Leases run out; the API
// server comes back for it much later than the LAN. From when the LAN is whole until each address has one
// owner.
[[nodiscard]] Duration healed_without_leases(std::size_t nodes, std::uint64_t seed, Record& record);

// The halves do not hear each other's messages, but everybody hears everybody's frames. For how long two
// answer for one address, that this ends by the rules while it lasts, and that nothing moves to and fro.
[[nodiscard]] Duration split_ring(std::size_t nodes, std::uint64_t seed, Record& record);

// A process stands still for 5 s. For how long two answer for one address after it goes on; nothing moves but
// what it had.
[[nodiscard]] Duration stopped(std::size_t nodes, std::uint64_t seed, Record& record);

// All processes but one stand still for 5 s, as on a host that is starved: the one keeps what it had.
void most_stopped(std::size_t nodes, std::uint64_t seed, Record& record);

// Two thirds of all nodes lose power. Until each address has one owner.
[[nodiscard]] Duration mass_death(std::size_t nodes, std::uint64_t seed, Record& record);

// Twelve that stand next to each other on the ring lose power. Until each address has one owner.
[[nodiscard]] Duration row_death(std::size_t nodes, std::uint64_t seed, Record& record);

// A killed node comes back, before and after its Lease has expired: nothing moves.
void returned(std::size_t nodes, std::uint64_t seed, Record& record);

// A drained node lets go of nothing before its successor has announced it.
void drained(std::size_t nodes, std::uint64_t seed, Record& record);

// Two of them cannot hear each other, all others hear both: nobody is dead, nothing moves.
void one_broken_path(std::size_t nodes, std::uint64_t seed, Record& record);

// A node without an API server does not hear of new addresses: others take what would have been its part.
void unheard(std::size_t nodes, std::uint64_t seed, Record& record);

// A node starts while none of the others has an API server to hear of it from: it takes nothing from them.
void met_without_api(std::size_t nodes, std::uint64_t seed, Record& record);

// A drained node restarts with its clock set back, and one that has no API server still knows the dead
// process. The living one takes its part of what is wanted from then on.
void set_back(std::size_t nodes, std::uint64_t seed, Record& record);

// Messages of the past are played again to a node: it answers none of them.
void replayed(std::size_t nodes, std::uint64_t seed, Record& record);

// A node dies: only its addresses move, each once, and nobody announces beyond the budget.
struct Spread {
  double before = 0;  // the most that a node has, by the mean
  double after = 0;
  std::size_t moved = 0;
};
[[nodiscard]] Spread death_of_one(std::size_t nodes, std::size_t addresses, std::uint64_t seed,
                                  Record& record);

// All of the above with few nodes.
[[nodiscard]] Record all_situations(std::uint64_t seed, bool tracing);

}  // namespace herald::sim::lan
