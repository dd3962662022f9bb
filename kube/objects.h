// What Herald reads from the API server besides Services, each kind reduced to the fields that somebody
// reads. Values only: no JSON, no requests. What was read is never written back whole (see kube/encode.h).
#pragma once

#include "core/base/time.h"
#include "core/model/selector.h"
#include "core/model/service.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

// Namespace and name: enough to tell any two objects of one kind apart. Cluster-wide kinds have no namespace.
using Key = model::ServiceKey;

// The condition of a Service that tells whether it has its addresses, and if not, why not.
inline constexpr std::string_view kAssignedCondition = "lb.herald/Assigned";
// Whether the network knows them.
inline constexpr std::string_view kAnnouncedCondition = "lb.herald/Announced";

struct Meta {
  Key key;
  std::string uid;
  std::string resource_version;
  UnixSeconds created;
  bool being_deleted = false;

  friend bool operator==(const Meta&, const Meta&) = default;
};

// One object of any kind, so that a watcher can treat all kinds alike.
template <class T>
struct Object {
  Meta meta;
  T value;

  friend bool operator==(const Object&, const Object&) = default;
};

struct Namespace {
  model::Labels labels;

  friend bool operator==(const Namespace&, const Namespace&) = default;
};

struct ConfigMap {
  std::map<std::string, std::string, std::less<>> data;

  friend bool operator==(const ConfigMap&, const ConfigMap&) = default;
};

struct Secret {
  std::map<std::string, std::string, std::less<>> data;  // decoded from base64: bytes, not text

  friend bool operator==(const Secret&, const Secret&) = default;
};

// Microseconds since 1970 (UTC): the MicroTime of Leases.
using UnixMicros = Strong<struct UnixMicrosTag, std::int64_t>;

struct Lease {
  std::string holder;  // empty: free
  std::optional<std::int32_t> duration_seconds;
  std::optional<UnixMicros> acquired;
  std::optional<UnixMicros> renewed;
  std::int32_t transitions = 0;
  model::Labels annotations;

  friend bool operator==(const Lease&, const Lease&) = default;
};

// The answer "no" of an API server, as a reply or inside a watch.
struct Status {
  int code = 0;  // as in HTTP; 0 when the server gave none
  std::string reason;
  std::string message;
  std::optional<std::int32_t> retry_after_seconds;

  friend bool operator==(const Status&, const Status&) = default;
};

// A list without its items.
struct ListEnvelope {
  std::string resource_version;
  std::string continue_token;  // empty on the last page
  std::optional<std::int64_t> remaining;

  friend bool operator==(const ListEnvelope&, const ListEnvelope&) = default;
};

// Where this API server tells of endpoints, best first.
enum class EndpointsApi : std::uint8_t { slices_v1, slices_v1beta1, core_endpoints };

// `group_versions` as discovery lists them: "discovery.k8s.io/v1".
[[nodiscard]] EndpointsApi choose_endpoints_api(const std::vector<std::string>& group_versions);

// Whether version `a` was written before `b`. Versions are decimal numbers on every API server there is, but
// the older contract calls them opaque: nothing when either is not a number, and then the caller must not
// guess.
[[nodiscard]] std::optional<bool> is_older(std::string_view a, std::string_view b);

}  // namespace herald::kube
