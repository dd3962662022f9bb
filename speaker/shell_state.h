// The page /debug/state (JSON): what the speaker believes, for people and heraldctl.
#pragma once

#include "speaker/brain.h"

#include <string>

namespace herald::speaker {

struct StateInput {
  const Brain& brain;
  std::string config_name;
  bool wire_running = false;
};

[[nodiscard]] std::string state_page(const StateInput& input);

}  // namespace herald::speaker
