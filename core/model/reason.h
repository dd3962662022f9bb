// Why something is as it is. Every verdict in Herald is one of these plus a sentence for people; users meet
// them in conditions, Events, metrics and `heraldctl`. Each is explained in docs/reasons.md (a test checks
// that).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace herald::model {

enum class Reason : std::uint8_t {
  assigned,
  kept,
  shared,
  pool_full,
  no_pool_admits,
  no_pool_configured,
  pool_unknown,
  pool_disabled,
  address_taken,
  address_outside_pools,
  address_excluded,
  family_mismatch,
  bad_request,
  conflicting_requests,
  sharing_refused,
  awaiting_cluster_ip,
  pool_gone,
  address_in_use_on_lan,
  address_lost_on_lan,
  node_address,
  config_missing,
  announced,
  no_ready_endpoints,
  no_node_admits,
  no_interface,
  awaiting_speaker,
  awaiting_announcer,
  local_preferences_differ,
};

// Every reason, in the order of the enum.
[[nodiscard]] std::span<const Reason> all_reasons();

// The name users see: "PoolFull".
[[nodiscard]] std::string_view name(Reason reason);

// A "no" with its reason and what to do about it.
struct Refusal {
  Reason reason;
  std::string message;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace herald::model
