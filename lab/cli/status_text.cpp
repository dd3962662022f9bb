#include "lab/cli/status_text.h"

#include "lab/cluster/command.h"
#include "lab/cluster/daemons.h"

#include <algorithm>
#include <sstream>

namespace herald::lab {
namespace {

std::string_view word_of(DaemonState state) {
  if (state == DaemonState::running) return "running";
  return state == DaemonState::paused ? "paused" : "dead";
}

DaemonState state_of(const LabDirectory& directory, const std::string& daemon) {
  const auto pid = process_of(directory, daemon);
  if (!pid) return DaemonState::dead;
  const std::string stat = file_content("/proc/" + std::to_string(*pid) + "/stat").value_or("");
  const std::size_t name_end = stat.rfind(')');
  const bool stopped = name_end != std::string::npos && stat.compare(name_end, 4, ") T ") == 0;
  return stopped ? DaemonState::paused : DaemonState::running;
}

// "5: node-1@if2: <...> ... state UP ...", and "state forwarding" of the bridge in the same lines.
std::string cable_of(const LabDirectory& directory, const Place& place) {
  if (place.role == Role::lan || place.role == Role::control) return "-";
  const auto shown = run({.words = {"ip", "-d", "-o", "link", "show", "dev", place.name},
                          .network = directory.namespace_of(kLan),
                          .input = {}});
  if (!shown) return "gone";
  if (shown->find(",UP") == std::string::npos) return "unplugged";
  return shown->find("bridge_slave state forwarding") != std::string::npos ? "plugged" : "cut";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string box(const std::string& title, const std::string& colour, int x, int y) {
  std::ostringstream out;
  out << "<rect x='" << x << "' y='" << y << "' width='150' height='56' rx='6' fill='" << colour
      << "' stroke='#333'/><text x='" << x + 75 << "' y='" << y + 24
      << "' text-anchor='middle' font-weight='bold'>" << title << "</text>";
  return out.str();
}

std::string note(const std::string& text, int x, int y) {
  return "<text x='" + std::to_string(x + 75) + "' y='" + std::to_string(y + 44) + "' text-anchor='middle'>" +
         text + "</text>\n";
}

}  // namespace

LabStatus status_of(const LabDirectory& directory, const Choices& choices) {
  LabStatus status{choices, {}, {}};
  for (const Place& place : places_of(choices))
    status.places.push_back({place, cable_of(directory, place)});
  for (const std::string& name : daemons_of(directory))
    status.daemons.push_back({name, state_of(directory, name)});
  return status;
}

std::string as_table(const LabStatus& status) {
  std::string text = padded("PLACE", 12) + padded("ADDRESS", 18) + padded("CABLE", 12) + "DAEMONS\n";
  for (const PlaceStatus& place : status.places) {
    const bool control = place.place.role == Role::control;
    text += padded(place.place.name, 12) +
            padded(control ? std::string(kControlAddress) : lan_address(place.place), 18) +
            padded(place.cable, 12);
    for (const DaemonStatus& daemon : status.daemons) {
      const bool own = daemon.name.starts_with(place.place.name + ".");
      const bool central = control && daemon.name.find('.') == std::string::npos;
      if (!own && !central) continue;
      const std::string name = own ? daemon.name.substr(place.place.name.size() + 1) : daemon.name;
      text += name + " " + std::string(word_of(daemon.state)) + "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string as_svg(const LabStatus& status) {
  constexpr int kStep = 170;
  const int width = static_cast<int>(status.places.size()) * kStep;
  std::ostringstream out;
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << width
      << "' height='220' font-family='sans-serif' font-size='12'>\n<line x1='10' y1='110' x2='" << width - 10
      << "' y2='110' stroke='#333' stroke-width='4'/>\n";
  int x = 10;
  for (const PlaceStatus& place : status.places) {
    if (place.place.role == Role::lan) continue;
    const bool below = place.place.role == Role::node;
    const int y = below ? 150 : 10;
    const bool dead = std::ranges::any_of(status.daemons, [&](const DaemonStatus& daemon) {
      return daemon.name.starts_with(place.place.name + ".") && daemon.state != DaemonState::running;
    });
    const bool control = place.place.role == Role::control;
    const std::string line = place.cable == "plugged" ? "#333" : "#c33";
    if (!control)
      out << "<line x1='" << x + 75 << "' y1='" << (below ? 150 : 66) << "' x2='" << x + 75
          << "' y2='110' stroke='" << line << "' stroke-width='2'"
          << (place.cable == "plugged" ? "" : " stroke-dasharray='4'") << "/>\n";
    out << box(place.place.name, dead ? "#f5c6c6" : "#d5ecd5", x, y)
        << note(control ? std::string(kControlAddress) : lan_address(place.place), x, y);
    x += kStep;
  }
  out << "</svg>\n";
  return out.str();
}

}  // namespace herald::lab
