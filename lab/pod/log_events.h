// What the programs of a lab's nodes log.
#pragma once

#include "runtime/log_event.h"

namespace herald::lab::events {

using runtime::LogEvent;
using runtime::LogLevel;

inline constexpr LogEvent kPodRefused{"pod_refused", LogLevel::error, "a pod cannot listen"};
inline constexpr LogEvent kRulesRefused{"rules_refused", LogLevel::error, "the kernel refuses the ruleset"};
inline constexpr LogEvent kNodeNotRegistered{"node_not_registered", LogLevel::warning,
                                             "the API server did not take the node; it is tried again"};

}  // namespace herald::lab::events
