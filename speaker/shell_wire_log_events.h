// What the wire loop logs. Explained in docs/log-events.md.
#pragma once

#include "runtime/log_event.h"

#include <array>

namespace herald::speaker::wire_log_events {

using runtime::LogEvent;
using runtime::LogLevel;

inline constexpr LogEvent kWireStarted{"wire_started", LogLevel::info, "the wire loop is running"};
inline constexpr LogEvent kWireStopped{"wire_stopped", LogLevel::info, "the wire loop has taken its leave"};
inline constexpr LogEvent kWireFarewellCut{"wire_farewell_cut", LogLevel::warning,
                                           "the wire loop's farewell took too long and was cut short"};
inline constexpr LogEvent kInterfaceChanged{"interface_changed", LogLevel::info,
                                            "an interface appeared or changed"};
inline constexpr LogEvent kInterfaceGone{"interface_gone", LogLevel::info, "an interface is gone"};
inline constexpr LogEvent kCaptureStarted{"capture_started", LogLevel::info,
                                          "listening to an interface for ARP and neighbour discovery"};
inline constexpr LogEvent kCaptureFailed{"capture_failed", LogLevel::error,
                                         "cannot listen to an interface; it is tried again"};
inline constexpr LogEvent kCaptureEnded{"capture_ended", LogLevel::warning,
                                        "an interface can no longer be listened to"};
inline constexpr LogEvent kGroupRefused{"group_refused", LogLevel::warning,
                                        "an interface cannot listen to a multicast group"};
inline constexpr LogEvent kMessageRefused{"message_refused", LogLevel::warning,
                                          "messages on the ring's port are not of this cluster"};
inline constexpr LogEvent kWireStalled{"wire_stalled", LogLevel::warning,
                                       "the wire loop was kept from running"};
inline constexpr LogEvent kNodeProblem{"node_problem", LogLevel::warning,
                                       "this node is set up in a way that breaks announcements"};

inline constexpr std::array kAll = {
    kWireStarted,   kWireStopped,  kWireFarewellCut, kInterfaceChanged, kInterfaceGone, kCaptureStarted,
    kCaptureFailed, kCaptureEnded, kGroupRefused,    kMessageRefused,   kWireStalled,   kNodeProblem,
};

}  // namespace herald::speaker::wire_log_events
