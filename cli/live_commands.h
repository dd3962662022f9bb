// The commands that look at a running cluster: status, pools, services, explain, owners, peers.
#pragma once

namespace herald::cli {

class LiveApp;

void add_live_commands(LiveApp& app);

}  // namespace herald::cli
