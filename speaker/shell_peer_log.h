// What happens to BGP peers, as lines of the log.
#pragma once

#include "runtime/log.h"
#include "speaker/bgp_reports.h"

namespace herald::speaker {

void log_peering(runtime::Logger& logger, const bgp_report::Report& report);

}  // namespace herald::speaker
