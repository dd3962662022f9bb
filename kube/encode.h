// What Herald asks an API server to write, as request bodies. Nothing that was read is written back whole:
// every body holds only what we own, so that fields we do not know survive, and every write that was decided
// on one version of an object names that version: the server answers 409 when it is no longer the present
// one.
//
// The status of a Service is patched strategically, not by plain merge: conditions merge by their `type`
// there, so the conditions of others stay although we never read them, while a merge patch would replace the
// list. `ingress` has no merge key and is replaced in both. lastTransitionTime is left out while the truth of
// the condition does not change, and then stays what it was.
#pragma once

#include "core/net/ip.h"
#include "kube/event.h"
#include "kube/objects.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

inline constexpr std::string_view kJsonContent = "application/json";
inline constexpr std::string_view kMergePatchContent = "application/merge-patch+json";
inline constexpr std::string_view kStrategicPatchContent = "application/strategic-merge-patch+json";

struct ConditionWrite {
  bool is_true = false;
  std::string reason;
  std::string message;
  std::optional<UnixSeconds> changed;  // when is_true became what it is; absent: as it was before
};

enum class ConditionChange : std::uint8_t { keep, set, remove };

struct ServiceStatusWrite {
  std::string resource_version;
  std::vector<net::IpAddress> ingress;  // empty: none is shown
  ConditionChange change = ConditionChange::keep;
  ConditionWrite assigned;  // for set
};

// PATCH .../services/NAME/status, kStrategicPatchContent.
[[nodiscard]] std::string encode_service_status(const ServiceStatusWrite& write);

// One condition and nothing else of the status, likewise; absent: it shall go.
[[nodiscard]] std::string encode_service_condition(std::string_view resource_version, std::string_view type,
                                                   const std::optional<ConditionWrite>& condition);

// Absent values are removals.
using TextChanges = std::map<std::string, std::optional<std::string>, std::less<>>;

// PATCH of any object, kMergePatchContent.
[[nodiscard]] std::string encode_annotations(std::string_view resource_version, const TextChanges& changes);

// POST .../events, kJsonContent; then PATCH .../events/NAME, kMergePatchContent, when it happens again. A
// count carries no version: the last writer's is as good as any.
[[nodiscard]] std::string encode_event(const Event& event);
[[nodiscard]] std::string encode_event_count(const Event& event);

struct LeaseWrite {
  Key key;
  std::string resource_version;  // for an update
  std::string holder;
  std::int32_t duration_seconds = 0;
  std::int32_t transitions = 0;
  std::optional<UnixMicros> acquired;  // absent in an update: as it was
  UnixMicros renewed;
  TextChanges annotations;
  // A Node that takes the Lease along when it is deleted: the cluster's garbage collector sees to it, as it
  // does for the kubelets' own Leases. Empty: none is said.
  std::string node = {};
  std::string node_uid = {};
};

// POST .../leases, kJsonContent.
[[nodiscard]] std::string encode_lease(const LeaseWrite& write);
// PATCH .../leases/NAME, kMergePatchContent.
[[nodiscard]] std::string encode_lease_update(const LeaseWrite& write);

// POST .../configmaps, kJsonContent; PATCH .../configmaps/NAME, kMergePatchContent. An empty version in a
// patch means: whatever is there.
[[nodiscard]] std::string encode_config_map(const Key& key, const TextChanges& data);
[[nodiscard]] std::string encode_config_map_update(std::string_view resource_version,
                                                   const TextChanges& data);

// POST .../secrets, kJsonContent. The values are bytes.
[[nodiscard]] std::string encode_secret(const Key& key, const std::map<std::string, std::string>& data);

}  // namespace herald::kube
