// The commands that look at a running cluster: status, pools, services, explain, owners, peers, drain.
#pragma once

namespace CLI {
class App;
}

namespace herald::cli {

// Adds them to `app`; the one that is given runs while the flags are parsed and leaves its exit code in
// `exit_code`: 0 fine, 1 something is wrong in the cluster, 2 wrong usage or no way to the cluster.
void add_live_commands(CLI::App& app, int& exit_code);

}  // namespace herald::cli
