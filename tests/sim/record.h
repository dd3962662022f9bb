// What one run of the controller's simulator leaves behind.
#pragma once

#include "tests/sim/run_record.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace herald::sim {

enum class Thing : std::uint8_t {
  // faults
  conflict_burst,
  throttled,
  server_error,
  forbidden,
  strangers_404,
  lost_request,
  lost_reply,
  late_request,
  disconnect,
  watch_cut,
  watch_delayed,
  watch_repeated,
  compaction,
  expired_watch,
  failed_list,
  crash,
  graceful_stop,
  lease_lost,
  old_server,
  // what users do
  service_created,
  service_deleted,
  service_recreated,
  service_edited,
  service_status_edited,
  finalizer_held,
  namespace_founded,
  namespace_deleted,
  namespace_relabelled,
  config_edited,
  config_broken,
  config_deleted,
  lan_conflict,
  // what comes of it
  namespace_awaited,
  status_written,
  annotation_written,
  conflict_seen,
  address_assigned,
  address_moved,
  address_cleared,
  address_shared,
  dual_stack,
  service_refused,
  stranded_kept,
  leader_changed,
  written_while_deposed,
  event_recorded,
  claim_lost,
  driven_out,
  end  // none: how many there are
};

inline constexpr std::size_t kThings = static_cast<std::size_t>(Thing::end);
[[nodiscard]] std::string_view name(Thing thing);

struct Record : RunRecord {
  Counters<Thing> counters;
};

}  // namespace herald::sim
