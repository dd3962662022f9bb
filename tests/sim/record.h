// What one run leaves behind: how often each thing that is to be exercised really happened, the first law
// that was broken, and, when asked for, the whole story.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::sim {

enum class Thing : std::uint8_t {
  // faults
  conflict_burst,
  throttled,
  server_error,
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
  namespace_relabelled,
  config_edited,
  config_broken,
  config_deleted,
  lan_conflict,
  // what comes of it
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
  count_
};

inline constexpr std::size_t kThings = static_cast<std::size_t>(Thing::count_);
[[nodiscard]] std::string_view name(Thing thing);

class Counters {
 public:
  void add(Thing thing) { ++counts_[static_cast<std::size_t>(thing)]; }
  [[nodiscard]] std::uint64_t of(Thing thing) const { return counts_[static_cast<std::size_t>(thing)]; }
  void merge(const Counters& other) {
    for (std::size_t i = 0; i < kThings; ++i)
      counts_[i] += other.counts_[i];
  }

 private:
  std::array<std::uint64_t, kThings> counts_{};
};

struct Violation {
  std::string law;
  std::string what;
};

// Where a run writes to. The first violation stands; what follows from it is noise.
struct Record {
  bool tracing = false;
  std::vector<std::string> trace;
  Counters counters;
  std::optional<Violation> violation;
  std::uint64_t steps = 0;

  void violate(std::string law, std::string what) {
    if (!violation) violation = Violation{std::move(law), std::move(what)};
  }
};

}  // namespace herald::sim
