#include "core/model/reason.h"

#include <array>
#include <cstddef>

namespace herald::model {
namespace {

// The only list of reasons beside the enum. The compiler refuses a new Reason without a case (-Wswitch), and
// everything else is derived from here; values beyond the enum have no name.
constexpr std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::assigned:
      return "Assigned";
    case Reason::kept:
      return "Kept";
    case Reason::shared:
      return "Shared";
    case Reason::pool_full:
      return "PoolFull";
    case Reason::no_pool_admits:
      return "NoPoolAdmits";
    case Reason::no_pool_configured:
      return "NoPoolConfigured";
    case Reason::pool_unknown:
      return "PoolUnknown";
    case Reason::pool_disabled:
      return "PoolDisabled";
    case Reason::address_taken:
      return "AddressTaken";
    case Reason::address_outside_pools:
      return "AddressOutsidePools";
    case Reason::address_excluded:
      return "AddressExcluded";
    case Reason::family_mismatch:
      return "FamilyMismatch";
    case Reason::bad_request:
      return "BadRequest";
    case Reason::conflicting_requests:
      return "ConflictingRequests";
    case Reason::sharing_refused:
      return "SharingRefused";
    case Reason::awaiting_cluster_ip:
      return "AwaitingClusterIP";
    case Reason::pool_gone:
      return "PoolGone";
    case Reason::address_in_use_on_lan:
      return "AddressInUseOnLan";
    case Reason::address_lost_on_lan:
      return "AddressLostOnLan";
    case Reason::node_address:
      return "NodeAddress";
    case Reason::config_missing:
      return "ConfigMissing";
    case Reason::announced:
      return "Announced";
    case Reason::no_ready_endpoints:
      return "NoReadyEndpoints";
    case Reason::no_node_admits:
      return "NoNodeAdmits";
    case Reason::no_interface:
      return "NoInterface";
    case Reason::awaiting_speaker:
      return "AwaitingSpeaker";
    case Reason::awaiting_announcer:
      return "AwaitingAnnouncer";
    case Reason::local_preferences_differ:
      return "LocalPreferencesDiffer";
  }
  return {};
}

constexpr std::size_t count_reasons() {
  std::size_t count = 0;
  while (!name_of(static_cast<Reason>(count)).empty())
    ++count;
  return count;
}

constexpr auto kOrder = [] {
  std::array<Reason, count_reasons()> order{};
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<Reason>(i);
  return order;
}();

}  // namespace

std::span<const Reason> all_reasons() {
  return kOrder;
}

std::string_view name(Reason reason) {
  return name_of(reason);
}

}  // namespace herald::model
