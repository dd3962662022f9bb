// Makes the kernel favour the calling thread, as far as it lets us.
#pragma once

#include <cstdint>
#include <string_view>

namespace herald::speaker::io {

enum class ThreadPriority : std::uint8_t { ordinary, favoured, realtime };

[[nodiscard]] std::string_view name(ThreadPriority priority);

// Real time, first of all because a CPU limit (cgroup quota) does not stop such a thread: an answer that
// comes 15 s late because the plan loop has used up the quota is what users of other implementations have
// met. The lowest of its priorities is enough; the kernel keeps 5 % of each CPU for everybody else
// (sched_rt_runtime_us). It takes CAP_SYS_NICE or an RLIMIT_RTPRIO; without, a better nice value; without
// that, nothing.
ThreadPriority favour_this_thread();

}  // namespace herald::speaker::io
