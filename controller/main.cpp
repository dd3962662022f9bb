// herald-controller: reads its flags, runs the shell, ends with it.
#include "controller/shell.h"
#include "controller/shell_options.h"
#include "runtime/log_events.h"
#include "runtime/log_sink.h"
#include "runtime/signals.h"
#include "runtime/task_group.h"

#include <array>
#include <cstdio>
#include <string>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace herald::controller {
namespace {

using runtime::Task;

Task<> serve(Shell& shell, runtime::TaskGroup& watchers) {
  co_await shell.run();
  watchers.cancel();
}

// In a Pod this is the Pod's name.
std::string host_name() {
  std::array<char, 256> name{};
  const bool known = ::gethostname(name.data(), name.size() - 1) == 0;
  return known && name.front() != 0 ? name.data() : "herald-controller";
}

int run(ShellOptions options) {
  if (options.identity.empty()) options.identity = host_name();
  boost::asio::io_context io(1);
  const runtime::SystemClock clock;
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::Logger logger(sink, clock, runtime::resolve_format(options.log.format, STDERR_FILENO),
                         options.log.level);
  auto shell = Shell::make(io.get_executor(), clock, logger, options);
  Result<void, std::string> opened;
  if (!shell) {
    opened = fail(shell.error());
  } else {
    opened = (*shell)->open();
  }
  if (!opened) {
    logger.log(runtime::events::kControllerCannotStart, {{"what", opened.error()}});
    return 1;
  }
  runtime::TaskGroup tasks(io.get_executor(), clock, logger);
  runtime::TaskGroup signal_tasks(io.get_executor(), clock, logger);
  runtime::Signals signals(io.get_executor(), logger, [&] { (*shell)->stop(); });
  signal_tasks.spawn("signals", signals.run());
  tasks.spawn("controller", serve(**shell, signal_tasks));
  io.run();
  return 0;
}

}  // namespace
}  // namespace herald::controller

int main(int argc, char** argv) {
  herald::controller::ShellOptions options;
  if (const auto exit = herald::controller::read_options(argc, argv, options)) {
    std::fputs(exit->text.c_str(), exit->code == 0 ? stdout : stderr);
    return exit->code;
  }
  return herald::controller::run(options);
}
