#include "runtime/run_blocking.h"

#include "runtime/task_group.h"

#include <boost/asio/io_context.hpp>

namespace herald::runtime {

void run_blocking(const Clock& clock, Logger& logger, const std::function<Task<>(Executor)>& make) {
  boost::asio::io_context io(1);
  TaskGroup tasks(io.get_executor(), clock, logger);
  tasks.spawn("main", make(io.get_executor()));
  io.run();
}

}  // namespace herald::runtime
