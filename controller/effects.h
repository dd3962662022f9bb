// What the controller's brain asks of its shell.
#pragma once

#include "core/base/strong.h"
#include "core/model/selector.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::controller {

// Tells one write from every other of the same process, so that a late answer finds the write it is about.
using WriteId = Strong<struct WriteIdTag, std::uint64_t>;

// List everything anew from the API server itself, not from a cache or a watch that may lag; then
// Synced{ticket}.
struct Refresh {
  std::uint64_t ticket = 0;
};

// Both patches must be refused (409) unless the Service is still at `resource_version`.
struct PatchStatus {
  WriteId id;
  model::ServiceKey service;
  std::string resource_version;
  std::vector<net::IpAddress> ingress;
  std::optional<model::Condition> condition;  // absent: shall not be there
};
struct PatchAnnotation {
  WriteId id;
  model::ServiceKey service;
  std::string resource_version;
  model::Labels notes;  // annotations of ours, as they shall be; empty: not there
};

enum class ObjectKind : std::uint8_t { service, config_map };
enum class EventType : std::uint8_t { normal, warning };

// A Kubernetes Event, for people.
struct RecordEvent {
  ObjectKind kind = ObjectKind::service;
  std::string name_space;
  std::string name;
  EventType type = EventType::normal;
  std::string reason;
  std::string message;
};

struct SaveLastGood {
  std::string text;
};

// The farewell is over: nothing is in flight. The Lease may be given away early only when no write is left of
// which nobody knows whether it will yet happen; otherwise it has to run out.
struct Stopped {
  bool may_release_lease = false;
};

using Effect = std::variant<Refresh, PatchStatus, PatchAnnotation, RecordEvent, SaveLastGood, Stopped>;
using Effects = std::vector<Effect>;

}  // namespace herald::controller
