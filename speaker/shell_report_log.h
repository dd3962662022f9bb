// What the wire loop reports, as lines of the log.
#pragma once

#include "runtime/log.h"
#include "speaker/reports.h"

namespace herald::speaker {

void log_report(runtime::Logger& logger, const report::Report& report);

}  // namespace herald::speaker
