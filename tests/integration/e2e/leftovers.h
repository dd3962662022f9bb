// What of a lab the machine itself could see, of which nothing may be there when the lab has ended, however
// it did.
#pragma once

#include <string>
#include <sys/types.h>

namespace herald::e2e {

// Interfaces, routes and rules of the machine's own network: nothing of a lab ever shows here.
[[nodiscard]] std::string network_of_the_machine();

// Processes and mounts of the machine that have to do with a folder.
[[nodiscard]] std::string what_knows(const std::string& folder);

// The processes of a session, a line each.
[[nodiscard]] std::string what_runs_in(pid_t session);

// Nothing knows the folder any more, or will in a moment: who is killed takes a few milliseconds to be gone.
void expect_nothing_of(const std::string& folder);

}  // namespace herald::e2e
