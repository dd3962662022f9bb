#include "lab/cli/status.h"

#include "lab/apiserver/json.h"
#include "lab/cluster/command.h"
#include "lab/cluster/daemons.h"
#include "lab/cluster/network.h"
#include "lab/cluster/programs.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace herald::lab {
namespace {

DaemonState state_of(const LabDirectory& directory, const std::string& daemon) {
  const auto pid = process_of(directory, daemon);
  if (!pid) return DaemonState::dead;
  const std::string stat = file_content("/proc/" + std::to_string(*pid) + "/stat").value_or("");
  const std::size_t name_end = stat.rfind(')');
  const bool stopped = name_end != std::string::npos && stat.compare(name_end, 4, ") T ") == 0;
  return stopped ? DaemonState::paused : DaemonState::running;
}

std::string said(const LabDirectory& directory, const std::string& place,
                 const std::vector<std::string>& words) {
  return run({.words = words, .network = directory.namespace_of(place)}).value_or("");
}

// "5: node-1@if2: <...> ... state UP ...", and "state forwarding" of the bridge in the same lines.
std::string state_of(const LabDirectory& directory, const Port& port) {
  const std::string lan = lan_name(port.lan);
  const std::string cable = said(directory, lan, {"ip", "-o", "link", "show", "dev", port.place});
  if (cable.empty()) return "gone";
  if (cable.find(",UP") == std::string::npos) return "unplugged";
  const std::string interface = interface_of(directory, port);
  const std::string shown = said(directory, lan, {"ip", "-d", "-o", "link", "show", "dev", interface});
  if (shown.find("bridge_slave state forwarding") == std::string::npos) return "cut";
  return interface == port.place ? "plugged" : "slow";
}

std::vector<CableStatus> cables_of(const LabDirectory& directory, const Place& place) {
  std::vector<CableStatus> cables;
  if (place.role == Role::lan) return cables;
  for (const int lan : place.lans)
    cables.push_back({lan, state_of(directory, Port{lan, place.name})});
  return cables;
}

std::string name_behind(const std::string& address, const std::vector<Place>& places) {
  const auto place = std::ranges::find_if(places, [&](const Place& candidate) {
    return std::ranges::any_of(candidate.lans, [&](int lan) {
      return lan_address(candidate, lan) == address || lan_address6(candidate, lan) == address ||
             link_local_address(candidate, lan) == address;
    });
  });
  return place == places.end() ? address : place->name;
}

void append(std::vector<AddressStatus>& to, std::vector<AddressStatus> more) {
  std::ranges::move(more, std::back_inserter(to));
}

std::vector<AddressStatus> addresses_at(const LabDirectory& directory, const Place& place,
                                        const LabStatus& status) {
  if (place.role == Role::router) {
    std::vector<Place> places;
    std::ranges::transform(status.places, std::back_inserter(places), &PlaceStatus::place);
    const std::string protocol = place.name == to_string(RouterKind::frr) ? "bgp" : "bird";
    std::vector<AddressStatus> all;
    for (const char* const family : {"-4", "-6"})
      append(all, routes_in(said(directory, place.name, {"ip", family, "route", "show", "proto", protocol}),
                            place, places));
    return all;
  }
  const bool speaks =
      place.role == Role::node && std::ranges::any_of(status.daemons, [&](const DaemonStatus& daemon) {
        return daemon.name == speaker_of(place.name) && daemon.state == DaemonState::running;
      });
  if (!speaks) return {};
  return owned_in(said(directory, place.name, {"curl", "-sS", "-m", "2", std::string(kSpeakerStatePage)}),
                  place.name);
}

}  // namespace

std::vector<AddressStatus> routes_in(const std::string& text, const Place& router,
                                     const std::vector<Place>& places) {
  std::vector<AddressStatus> routes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "nexthop") routes.push_back({.address = word, .place = router.name, .next_hops = {}});
    while (words >> word && word != "via") {
    }
    if (words >> word && !routes.empty()) routes.back().next_hops.push_back(name_behind(word, places));
  }
  // What is on the LAN itself has nobody in between.
  std::erase_if(routes, [](const AddressStatus& route) { return route.next_hops.empty(); });
  return routes;
}

std::vector<AddressStatus> owned_in(const std::string& state_page, const std::string& node) {
  std::string why;
  const auto state = apiserver::parse_json(state_page, why);
  std::vector<AddressStatus> owned;
  if (!state) return owned;
  for (const auto& value : apiserver::list_at(apiserver::as_object(*state), "addresses")) {
    const auto& address = apiserver::as_object(value);
    if (apiserver::flag_at(address, "owned"))
      owned.push_back({std::string(apiserver::text_at(address, "address")), node, {}});
  }
  return owned;
}

LabStatus status_of(const LabDirectory& directory, const Choices& choices) {
  LabStatus status{choices, {}, {}, {}};
  for (const Place& place : places_of(choices))
    status.places.push_back({place, cables_of(directory, place)});
  for (const std::string& name : daemons_of(directory))
    status.daemons.push_back({name, state_of(directory, name)});
  for (const PlaceStatus& place : status.places)
    append(status.addresses, addresses_at(directory, place.place, status));
  return status;
}

}  // namespace herald::lab
