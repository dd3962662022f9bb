// The commands about the daemons themselves: version, drain, logs-level.
#pragma once

namespace herald::cli {

class LiveApp;

void add_daemon_commands(LiveApp& app);

}  // namespace herald::cli
