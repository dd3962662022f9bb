// What the embedded API server logs.
#pragma once

#include "runtime/log_event.h"

#include <array>

namespace herald::apiserver::events {

using runtime::LogEvent;
using runtime::LogLevel;

inline constexpr LogEvent kServing{"apiserver_serving", LogLevel::info, "the API server answers"};
inline constexpr LogEvent kRestored{"apiserver_state_restored", LogLevel::info,
                                    "an earlier run's state is back"};
inline constexpr LogEvent kTornLog{"apiserver_log_torn", LogLevel::warning, "the end of the log was damaged"};
inline constexpr LogEvent kStopped{"apiserver_stopped", LogLevel::info, "the state is safe; good bye"};

inline constexpr std::array kAll = {kServing, kRestored, kTornLog, kStopped};

}  // namespace herald::apiserver::events
