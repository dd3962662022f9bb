// heraldctl: the command line. Also the kubectl plugin, when it is called kubectl-herald.
#include "cli/completion_command.h"
#include "cli/console.h"
#include "cli/daemon_commands.h"
#include "cli/file_commands.h"
#include "cli/live_asked.h"
#include "cli/live_commands.h"
#include "runtime/build_info.h"

#include <string>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 fine; 1 what was looked at (a file, a cluster) is not as it should be; 2 wrong usage, a "
    "file\n"
    "that cannot be read, or a cluster that cannot be reached or refuses.";

int run(int argc, char** argv) {
  const Console console(program_called(argc > 0 ? argv[0] : nullptr));
  CLI::App app("Looks at Herald's configuration and at what it does", console.program());
  app.set_version_flag("--version", std::string(runtime::version()));
  app.require_subcommand(1);
  app.footer(kFooter);

  int exit_code = kFine;
  LiveApp live(app, exit_code, console);
  add_live_commands(live);
  add_daemon_commands(live);
  add_file_commands(app, exit_code, console);
  add_completion_commands(app, exit_code, live);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace herald::cli

int main(int argc, char** argv) {
  return herald::cli::run(argc, argv);
}
