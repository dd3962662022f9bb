#include "lab/cli/status_text.h"

#include <algorithm>

namespace herald::lab {
namespace {

constexpr std::size_t kAddressWidth = 18;

std::string_view word_of(DaemonState state) {
  if (state == DaemonState::running) return "running";
  return state == DaemonState::paused ? "paused" : "dead";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string line_of(const PlaceStatus& place, const std::vector<DaemonStatus>& daemons) {
  const std::string first = place.cables.empty() ? "-" : place.cables.front().state;
  std::string text =
      padded(place.place.name, 12) + padded(address_of(place.place), kAddressWidth) + padded(first, 12);
  for (const DaemonStatus& daemon : daemons) {
    const std::string name = name_at(place, daemon);
    if (!name.empty()) text += name + " " + std::string(word_of(daemon.state)) + "  ";
  }
  text.erase(text.find_last_not_of(' ') + 1);
  for (std::size_t i = 1; i < place.cables.size(); ++i) {
    const CableStatus& cable = place.cables[i];
    text += "\n" + padded("", 12) + padded(lan_address(place.place, cable.lan), kAddressWidth) + cable.state;
  }
  return text + '\n';
}

std::string line_of(const AddressStatus& address) {
  const std::string how = address.next_hops.empty() ? " answers" : " sends to " + listed(address.next_hops);
  return padded(address.address, kAddressWidth) + address.place + how + "\n";
}

}  // namespace

std::string name_at(const PlaceStatus& place, const DaemonStatus& daemon) {
  const std::string prefix = place.place.name + ".";
  if (daemon.name.starts_with(prefix)) return daemon.name.substr(prefix.size());
  const bool central = place.place.role == Role::control && daemon.name.find('.') == std::string::npos;
  return central ? daemon.name : std::string();
}

std::string address_of(const Place& place) {
  return place.role == Role::control ? std::string(kControlAddress) : lan_address(place);
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string as_table(const LabStatus& status) {
  std::string text =
      padded("PLACE", 12) + padded("ADDRESS", kAddressWidth) + padded("CABLE", 12) + "DAEMONS\n";
  for (const PlaceStatus& place : status.places)
    text += line_of(place, status.daemons);
  if (status.addresses.empty()) return text;
  text += "\n" + padded("FOR SERVICES", kAddressWidth) + "WHO\n";
  for (const AddressStatus& address : status.addresses)
    text += line_of(address);
  return text;
}

}  // namespace herald::lab
