// herald-speaker: reads its flags, runs the shell, ends with it.
#include "runtime/idle_trim.h"
#include "runtime/log_events.h"
#include "runtime/log_sink.h"
#include "runtime/signals.h"
#include "runtime/task_group.h"
#include "speaker/shell.h"
#include "speaker/shell_options.h"
#include "speaker/shell_wire_layer2.h"

#include <cstdio>
#include <string>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace herald::speaker {
namespace {

using runtime::Task;

Task<> serve(Shell& shell, runtime::TaskGroup& watchers, std::string& problem) {
  const auto ended = co_await shell.run();
  if (!ended) problem = ended.error();
  watchers.cancel();
}

int cannot_start(runtime::Logger& logger, const std::string& what) {
  logger.log(runtime::events::kSpeakerCannotStart, {{"what", what}});
  return 1;
}

int run(const ShellOptions& options) {
  boost::asio::io_context io(1);
  const runtime::SystemClock clock;
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::Logger logger(sink, clock, runtime::resolve_format(options.log.format, STDERR_FILENO),
                         options.log.level);
  auto shell = Shell::make(io.get_executor(), clock, logger, options, make_wire);
  if (!shell) return cannot_start(logger, shell.error());
  if (const auto opened = (*shell)->open(); !opened) return cannot_start(logger, opened.error());
  std::string problem;
  runtime::TaskGroup tasks(io.get_executor(), clock, logger);
  runtime::TaskGroup signal_tasks(io.get_executor(), clock, logger);
  runtime::Signals signals(io.get_executor(), logger, [&] { (*shell)->stop(); });
  signal_tasks.spawn("signals", signals.run());
  tasks.spawn("speaker", serve(**shell, signal_tasks, problem));
  io.run();
  return problem.empty() ? 0 : cannot_start(logger, problem);
}

}  // namespace
}  // namespace herald::speaker

int main(int argc, char** argv) {
  herald::speaker::ShellOptions options;
  const auto exit = herald::speaker::read_options(argc, argv, herald::kube::process_environment, options);
  if (exit) {
    std::fputs(exit->text.c_str(), exit->code == 0 ? stdout : stderr);
    return exit->code;
  }
  herald::runtime::keep_large_blocks_apart();
  return herald::speaker::run(options);
}
