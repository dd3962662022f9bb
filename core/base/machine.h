// The shape of everything that decides: a value that is told what happened and when, answers with what to do,
// and says when it next wants to be called although nothing happened. It holds no clock, socket or thread, so
// one driver, one scripted-test helper and one simulator serve every machine.
#pragma once

#include "core/base/time.h"

#include <concepts>
#include <utility>

namespace herald {

template <class M>
concept Machine = requires(M machine, const M& settled, Instant now, typename M::Event event) {
  typename M::Event;
  typename M::Effects;
  { machine.step(now, std::move(event)) } -> std::same_as<typename M::Effects>;
  { settled.next_deadline() } -> std::same_as<Instant>;  // kNever when only events matter
};

}  // namespace herald
