#include "kube/asked_log_level.h"

#include "kube/daemon_lease.h"
#include "runtime/log_events.h"

namespace herald::kube {

void AskedLogLevel::see(const Lease& lease) {
  const std::string_view asked = annotation_of(lease, annotation::kLogLevel);
  if (asked == asked_) return;
  asked_ = asked;
  const auto level = asked.empty() ? logger_.usual_level() : runtime::parse_log_level(asked);
  if (level) {
    logger_.change_level(*level, "lease");
  } else {
    logger_.log(runtime::events::kLogLevelUnknown, {{"asked", asked_}});
  }
}

}  // namespace herald::kube
