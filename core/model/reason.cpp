#include "core/model/reason.h"

#include <array>
#include <cstddef>
#include <utility>

namespace herald::model {
namespace {

constexpr std::array kReasons = {
    std::pair{Reason::assigned, std::string_view("Assigned")},
    std::pair{Reason::kept, std::string_view("Kept")},
    std::pair{Reason::shared, std::string_view("Shared")},
    std::pair{Reason::pool_full, std::string_view("PoolFull")},
    std::pair{Reason::no_pool_admits, std::string_view("NoPoolAdmits")},
    std::pair{Reason::no_pool_configured, std::string_view("NoPoolConfigured")},
    std::pair{Reason::pool_unknown, std::string_view("PoolUnknown")},
    std::pair{Reason::pool_disabled, std::string_view("PoolDisabled")},
    std::pair{Reason::address_taken, std::string_view("AddressTaken")},
    std::pair{Reason::address_outside_pools, std::string_view("AddressOutsidePools")},
    std::pair{Reason::address_excluded, std::string_view("AddressExcluded")},
    std::pair{Reason::family_mismatch, std::string_view("FamilyMismatch")},
    std::pair{Reason::bad_request, std::string_view("BadRequest")},
    std::pair{Reason::conflicting_requests, std::string_view("ConflictingRequests")},
    std::pair{Reason::sharing_refused, std::string_view("SharingRefused")},
    std::pair{Reason::awaiting_cluster_ip, std::string_view("AwaitingClusterIP")},
    std::pair{Reason::pool_gone, std::string_view("PoolGone")},
    std::pair{Reason::address_in_use_on_lan, std::string_view("AddressInUseOnLan")},
    std::pair{Reason::config_missing, std::string_view("ConfigMissing")},
};

constexpr auto kOrder = [] {
  std::array<Reason, kReasons.size()> order{};
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = kReasons[i].first;
  return order;
}();

constexpr bool table_follows_enum() {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (static_cast<std::size_t>(kReasons[i].first) != i) return false;
  }
  return static_cast<std::size_t>(Reason::config_missing) + 1 == kReasons.size();
}
static_assert(table_follows_enum(), "kReasons lists every Reason once, in the order of the enum");

}  // namespace

std::span<const Reason> all_reasons() {
  return kOrder;
}

std::string_view name(Reason reason) {
  return kReasons[static_cast<std::size_t>(reason)].second;
}

}  // namespace herald::model
