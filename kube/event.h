// A core/v1 Event: what `kubectl describe` shows below an object. Equal Events are counted, not repeated;
// their name is computed from what they say, so that a restarted controller goes on counting where its
// predecessor stopped (a create then answers AlreadyExists).
#pragma once

#include "core/base/time.h"
#include "kube/objects.h"

#include <cstdint>
#include <string>

namespace herald::kube {

enum class EventType : std::uint8_t { normal, warning };

// The object that an Event is about.
struct ObjectReference {
  std::string api_version = "v1";
  std::string kind;
  Key key;
  std::string uid{};
  std::string resource_version{};

  friend bool operator==(const ObjectReference&, const ObjectReference&) = default;
};

struct Event {
  ObjectReference about;
  EventType type = EventType::normal;
  std::string reason;
  std::string message;
  std::string component;  // "herald-controller"
  std::string host;       // the node of a speaker; empty for the controller
  UnixSeconds first;
  UnixSeconds last;
  std::int32_t count = 1;

  friend bool operator==(const Event&, const Event&) = default;
};

// The same for Events that differ only in times and count. A cluster-wide object's Events live in "default".
[[nodiscard]] Key event_key(const Event& event);

}  // namespace herald::kube
