#include "speaker/io/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace herald::speaker::io {

std::string_view name(ThreadPriority priority) {
  switch (priority) {
    case ThreadPriority::ordinary:
      return "ordinary";
    case ThreadPriority::favoured:
      return "favoured";
    case ThreadPriority::realtime:
      return "realtime";
  }
  return "";
}

ThreadPriority favour_this_thread() {
  sched_param lowest{};
  lowest.sched_priority = ::sched_get_priority_min(SCHED_RR);
  // Not inherited by what this thread starts.
  if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &lowest) == 0) return ThreadPriority::realtime;
  constexpr int kNice = -10;
  const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
  if (::setpriority(PRIO_PROCESS, thread, kNice) == 0) return ThreadPriority::favoured;
  return ThreadPriority::ordinary;
}

}  // namespace herald::speaker::io
