#include "speaker/shell_wire_thread.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace herald::speaker {

WirePriority favour_this_thread() {
  sched_param lowest{};
  lowest.sched_priority = ::sched_get_priority_min(SCHED_RR);
  // Not inherited by what this thread starts.
  if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &lowest) == 0) return WirePriority::realtime;
  constexpr int kNice = -10;
  const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
  if (::setpriority(PRIO_PROCESS, thread, kNice) == 0) return WirePriority::favoured;
  return WirePriority::ordinary;
}

}  // namespace herald::speaker
