// What it means for a Service that a write of ours was refused: whether it may have happened all the same,
// and whether the Service is still there. A wrong guess is dear: a Service that is taken for deleted loses
// its address to another one while its status goes on showing it.
#pragma once

#include "controller/events.h"
#include "core/base/time.h"

#include <string>

namespace herald::controller {

struct RefusedWrite {
  int status = 0;             // of HTTP; none of those that mean success
  bool is_absent = false;     // a 404 in the registry's own words: there is no such Service
  Duration retry_after = {};  // zero when the server named none: the brain's own backoff decides
  std::string why = {};
};

[[nodiscard]] decltype(WriteDone::outcome) outcome_of(RefusedWrite write);

}  // namespace herald::controller
