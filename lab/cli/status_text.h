// What a lab looks like at the moment, as a table and as a picture.
#pragma once

#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <cstdint>
#include <string>
#include <vector>

namespace herald::lab {

enum class DaemonState : std::uint8_t { running, paused, dead };

struct DaemonStatus {
  std::string name;
  DaemonState state = DaemonState::dead;
};

struct PlaceStatus {
  Place place;
  std::string cable;  // as the switch sees it: "forwarding", "disabled", "down"
};

struct LabStatus {
  Choices choices;
  std::vector<PlaceStatus> places;
  std::vector<DaemonStatus> daemons;
};

// Inside the lab only.
[[nodiscard]] LabStatus status_of(const LabDirectory& directory, const Choices& choices);

[[nodiscard]] std::string as_table(const LabStatus& status);
[[nodiscard]] std::string as_svg(const LabStatus& status);

}  // namespace herald::lab
