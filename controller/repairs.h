// How soon what somebody else undoes is put right. Another controller that brings the status or the
// annotations of a Service to its own liking whenever they change would be answered write for write: hundreds
// a second, each an event for everybody who watches, and for ever. So the first repair is made at once, and
// each further one that was undone as soon takes longer.
//   We write at 0 s, and it is undone: repaired at once. Undone again: repaired after a quarter of a second;
//   then after half of one, and so on to the cap. What holds for a while has been accepted, and starts anew.
#pragma once

#include "controller/verdict.h"
#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/model/service.h"

#include <cstdint>
#include <map>

namespace herald::controller {

// Of what we write to a Service: each with a patch of its own.
enum class Part : std::uint8_t { status, annotation };

class Repairs {
 public:
  // What is undone later than that after it could have been, is not undone out of habit.
  static constexpr Duration kWhile = std::chrono::seconds(10);

  Repairs(Backoff::Limits backoff, std::uint64_t seed) : backoff_(backoff), random_(seed) {}

  // Our write of this part succeeded, and changed something.
  void written(Instant now, const model::ServiceKey& key, Part part, const Wanted& wanted);
  // When it may be written again just as it was; long ago for everything else.
  [[nodiscard]] Instant earliest(const model::ServiceKey& key, Part part, const Wanted& wanted) const;
  // What comes under the same name is another Service.
  void forget(const model::ServiceKey& key);

 private:
  // Of a text: that two share one by chance costs no more than a delay.
  using Digest = std::uint64_t;
  struct Written {
    Digest what;
    Instant earliest;  // to be written again
    Backoff backoff;
  };

  [[nodiscard]] static Digest place(const model::ServiceKey& key, Part part);
  [[nodiscard]] static Digest digest(Part part, const Wanted& wanted);
  void sweep(Instant now);

  Backoff::Limits backoff_;
  Random random_;
  std::map<Digest, Written> written_;  // of late
  Instant sweep_due_{};
};

}  // namespace herald::controller
