// Who is dead: a pure function of the ring, of what the views say and of whom the node that asks hears
// itself. No votes are cast and no terms are counted.
//
// A member is dead when a majority of its live watchers report it down; all of them, when there are two or
// fewer. "Live" leans on the verdict itself, in two ways.
//
// What a dead watcher last said counts neither for nor against anybody. The verdict therefore grows from the
// members whose watchers are beyond doubt, until nobody is added.
//
// Watchers that died together would go on vouching for each other for ever, by views from before. So the
// largest set of suspects is dead too whose members are each reported down by a majority of the watchers
// outside of the set. Example: of A, B and C, B and C lose power. A reports both; C's old view still vouches
// for B, and B's for C. The set {B, C} rests on nobody but itself: A's word stands. But if only A's link to B
// is broken, C is no suspect, vouches for B, and nobody dies. A member that only suspects watch belongs to
// that set as well, though nobody accuses it: its word does not count, but it does not die of that.
#pragma once

#include "core/own/ring.h"

#include <map>

namespace herald::own {

using Accusations = std::map<NodeId, NodeIds>;  // accused -> accusers

// `me` is never dead: it computes. Whom it hears itself needs nobody else to say that he lives: behind four
// suspects in a row each next one would be watched by suspects alone, all round the ring, until the word of
// who accuses the four is the only one left.
[[nodiscard]] NodeIds dead_members(const Ring& ring, const Accusations& accusations, NodeId me,
                                   const NodeIds& heard);

// The same question about `me`, once it is known who else is dead: the others believe it is.
[[nodiscard]] bool is_condemned(const Ring& ring, const Accusations& accusations, const NodeIds& dead,
                                NodeId node);

}  // namespace herald::own
