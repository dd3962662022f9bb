// What a lab looks like at the moment: its places and cables, which daemons run, and which node or router
// does what for the Services' addresses. Values, and the one function that looks.
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

struct CableStatus {
  int lan = 1;
  std::string state;  // as the switch sees it: "plugged", "slow", "cut", "unplugged"
};

struct PlaceStatus {
  Place place;
  std::vector<CableStatus> cables;  // to the LANs that it is on; none of a LAN itself
};

// Somebody who is there for an address of a Service: a node that answers for it, or a router that sends
// packets for it to nodes.
struct AddressStatus {
  std::string address;
  std::string place;
  std::vector<std::string> next_hops;  // of a router: places
};

struct LabStatus {
  Choices choices;
  std::vector<PlaceStatus> places;
  std::vector<DaemonStatus> daemons;
  std::vector<AddressStatus> addresses;  // in the order of the places
};

// Inside the lab only.
[[nodiscard]] LabStatus status_of(const LabDirectory& directory, const Choices& choices);

// What `ip route show` says of routes that came by BGP, with the places behind the next hops. Pure.
[[nodiscard]] std::vector<AddressStatus> routes_in(const std::string& text, const Place& router,
                                                   const std::vector<Place>& places);

// The addresses that a speaker says it answers for, by its state page. Pure.
[[nodiscard]] std::vector<AddressStatus> owned_in(const std::string& state_page, const std::string& node);

}  // namespace herald::lab
