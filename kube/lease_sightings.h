// Which Leases have run out, judged by what a watch shows and by no wall clock. A Lease has run out when it
// was not renewed for its time while others were: as long as renewals of others arrive, the API server takes
// writes and the watch delivers, so that the silence is the holder's own. While nothing arrives at all nobody
// runs out, and behind such a gap everybody has his whole time again.
#pragma once

#include "core/base/time.h"
#include "kube/objects.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::kube {

struct SightingLimits {
  Duration lifetime = std::chrono::seconds(60);
  // Without any renewal for this long, the API server or the watch counts as away.
  Duration gap = std::chrono::seconds(30);
};

class LeaseSightings {
 public:
  explicit LeaseSightings(SightingLimits limits = {}) : limits_(limits) {}

  // The watch shows it. The same `renewed` again is no renewal. Returns those that have run out by now; each
  // is told once, and again when it was renewed in between.
  std::vector<std::string> saw(Instant now, const std::string& name, UnixMicros renewed);
  void forget(const std::string& name);

 private:
  struct Seen {
    UnixMicros renewed;
    Instant at;
  };

  std::vector<std::string> take_expired(Instant now);

  SightingLimits limits_;
  std::map<std::string, Seen> seen_;
  std::set<std::pair<Instant, std::string>> oldest_first_;  // those that have not run out
  Instant live_since_{};
  Instant last_{};
  bool any_ = false;
};

}  // namespace herald::kube
