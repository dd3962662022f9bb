// The command line of every daemon in a lab. The only file that knows which flags they take.
#pragma once

#include "lab/cluster/daemons.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::lab {

// Where the programs of this build are: beside the running one.
[[nodiscard]] std::string program_path(const std::string& name);

struct Program {
  Daemon daemon;
  std::string sign_of_life = {};  // the line of its standard output by which it is up; empty: it says none
};

// Everything that runs in the lab, in the order in which it is started. The names are those of the daemons:
// "apiserver", "relay", "controller-1", "frr.bgpd", "node-1.agent", "node-1.speaker".
[[nodiscard]] std::vector<Program> programs_of(const LabDirectory& directory, const Choices& choices);

// Where they say what they believe, to whoever asks from their own place.
inline constexpr std::string_view kSpeakerStatePage = "http://127.0.0.1:7473/debug/state";
[[nodiscard]] std::string controller_state_page(int index);

[[nodiscard]] std::string speaker_of(const std::string& node);

}  // namespace herald::lab
