// Makes the kernel favour the calling thread, as far as it lets us.
#pragma once

#include "speaker/shell_wire_status.h"

namespace herald::speaker {

// Real time, first of all because a CPU limit (cgroup quota) does not stop such a thread: an answer that
// comes 15 s late because the plan loop has used up the quota is what users of other implementations have
// met. The lowest of its priorities is enough; the kernel keeps 5 % of each CPU for everybody else
// (sched_rt_runtime_us). It takes CAP_SYS_NICE or an RLIMIT_RTPRIO; without, a better nice value; without
// that, nothing.
WirePriority favour_this_thread();

}  // namespace herald::speaker
