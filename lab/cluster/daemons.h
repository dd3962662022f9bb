// The lab's long-running programs: each in a place, with a log and a remembered process number, so that
// whoever comes later can signal it. They belong to the lab's first process, not to whoever started them.
// Inside the lab only.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace herald::lab {

struct Daemon {
  std::string name;   // "node-1.speaker", of its log and its process number
  std::string place;  // empty: the network of the machine
  std::vector<std::string> words;
  std::vector<std::pair<std::string, std::string>> environment = {};
};

[[nodiscard]] Result<void, std::string> start(const LabDirectory& directory, const Daemon& daemon);

// Starts it and waits for the line of its standard output that contains `text`; its log then only has what it
// writes to standard error.
[[nodiscard]] Result<std::string, std::string> start_and_await(const LabDirectory& directory,
                                                               const Daemon& daemon, const std::string& text,
                                                               std::chrono::seconds limit);

// Its number while it runs.
[[nodiscard]] std::optional<pid_t> process_of(const LabDirectory& directory, const std::string& name);
[[nodiscard]] bool is_running(const LabDirectory& directory, const std::string& name);
// Of all that ever ran and were not forgotten, in the order of their names.
[[nodiscard]] std::vector<std::string> daemons_of(const LabDirectory& directory);
// One that ended, and is not missed.
void forget(const LabDirectory& directory, const std::string& name);

[[nodiscard]] Result<void, std::string> send_signal(const LabDirectory& directory, const std::string& name,
                                                    int signal);
// Sends it and waits until the process is gone.
[[nodiscard]] Result<void, std::string> end(const LabDirectory& directory, const std::string& name,
                                            int signal, std::chrono::seconds limit);

}  // namespace herald::lab
