// The page /debug/state (JSON): what the controller believes, for people.
#pragma once

#include "controller/brain.h"
#include "kube/objects.h"
#include "runtime/clock.h"

#include <map>
#include <string>

namespace herald::controller {

using Speakers = std::map<std::string, kube::Object<kube::Lease>>;  // by the name of their Lease

struct StateInput {
  const Brain& brain;
  const Speakers& speakers;
  std::string identity;
  std::string leader;
  bool leading = false;
  std::string config_name;
};

[[nodiscard]] std::string state_page(const StateInput& input);

}  // namespace herald::controller
