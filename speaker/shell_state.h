// The page /debug/state (JSON): what the speaker believes, for people.
#pragma once

#include "speaker/bgp_reports.h"
#include "speaker/brain.h"

#include <string>
#include <vector>

namespace herald::speaker {

struct StateInput {
  const Brain& brain;
  std::string config_name;
  std::vector<bgp_report::PeerStatus> peers;
  bool wire_running = false;
};

[[nodiscard]] std::string state_page(const StateInput& input);

}  // namespace herald::speaker
