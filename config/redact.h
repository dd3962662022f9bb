// A configuration that may be shown: in logs, on debug pages, in bug reports.
#pragma once

#include "config/config.h"

namespace herald::config {

// Passwords masked, whatever their length; everything else as it is.
[[nodiscard]] Config redacted(Config config);

}  // namespace herald::config
