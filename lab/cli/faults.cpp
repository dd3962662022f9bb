// What goes wrong with nodes and daemons, on request, and what puts it right.
#include "core/model/node.h"
#include "kube/encode.h"
#include "kube/resource_path.h"
#include "lab/cli/commands.h"
#include "lab/cli/inside.h"
#include "lab/cluster/api_desk.h"
#include "lab/cluster/cluster.h"
#include "lab/cluster/daemons.h"
#include "lab/cluster/programs.h"
#include "lab/cluster/slow_link.h"

#include <algorithm>
#include <csignal>
#include <functional>
#include <sys/wait.h>

namespace herald::lab {
namespace {

constexpr std::chrono::seconds kPatience{15};

bool is_node(const Choices& choices, const std::string& name) {
  const std::vector<Place> places = places_of(choices);
  return std::ranges::any_of(
      places, [&](const Place& place) { return place.name == name && place.role == Role::node; });
}

Result<std::vector<Port>, std::string> ports_of(const Choices& choices, const CablesOf& cables) {
  const std::vector<Place> places = places_of(choices);
  const auto place = std::ranges::find(places, cables.place, &Place::name);
  const bool has_cables = place != places.end() && place->role != Role::lan && place->role != Role::control;
  std::vector<Port> ports;
  if (has_cables) {
    for (const int lan : place->lans) {
      if (cables.lan.empty() || cables.lan == lan_name(lan)) ports.push_back({lan, place->name});
    }
  }
  if (ports.empty()) return fail(cables.place + " is not on " + (cables.lan.empty() ? "a LAN" : cables.lan));
  return ports;
}

using AtPort = std::function<Result<void, std::string>(const Port&)>;

Result<void, std::string> at_each_port(const Choices& choices, const CablesOf& cables, const AtPort& act) {
  const auto ports = ports_of(choices, cables);
  if (!ports) return fail(ports.error());
  for (const Port& port : *ports) {
    if (auto acted = act(port); !acted) return acted;
  }
  return {};
}

Result<void, std::string> set_cables(const LabDirectory& directory, const Choices& choices,
                                     const CablesOf& cables, Cable state) {
  return at_each_port(choices, cables, [&](const Port& port) { return set_cable(directory, port, state); });
}

// Of a node, its speaker is meant.
std::string daemon_named(const Choices& choices, const std::string& name) {
  return is_node(choices, name) ? speaker_of(name) : name;
}

}  // namespace

int crash(const LabDirectory& directory, const std::string& name) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  // First the cables: a machine that dies says nothing any more, while a process that dies has its
  // connections closed.
  if (is_node(*choices, name)) {
    if (const auto unplugged = set_cables(directory, *choices, {name, {}}, Cable::unplugged); !unplugged)
      return complain(unplugged.error());
  }
  return finish(end(directory, daemon_named(*choices, name), SIGKILL, kPatience));
}

int revive(const LabDirectory& directory, const std::string& name) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  if (is_node(*choices, name)) {
    if (const auto plugged = set_cables(directory, *choices, {name, {}}, Cable::plugged); !plugged)
      return complain(plugged.error());
  }
  return finish(start_by_name(directory, *choices, daemon_named(*choices, name)));
}

int signal_daemon(const LabDirectory& directory, const std::string& name, int signal) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  return finish(send_signal(directory, daemon_named(*choices, name), signal));
}

int stop_daemon(const LabDirectory& directory, const std::string& name) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  return finish(end(directory, daemon_named(*choices, name), SIGTERM, kPatience));
}

int cable(const LabDirectory& directory, const CablesOf& cables, Cable state) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  return finish(set_cables(directory, *choices, cables, state));
}

int lose(const LabDirectory& directory, const CablesOf& cables, int percent) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  return finish(
      at_each_port(*choices, cables, [&](const Port& port) { return set_loss(directory, port, percent); }));
}

int slow_down(const LabDirectory& directory, const CablesOf& cables, const Slowness& slowness) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  return finish(at_each_port(*choices, cables,
                             [&](const Port& port) { return set_slowness(directory, port, slowness); }));
}

int drain(const LabDirectory& directory, const std::string& node, bool draining) {
  auto desk = ApiDesk::open(directory);
  if (!desk) return complain(desk.error());
  const std::string value = draining ? R"("")" : "null";
  const auto answer = (*desk)->ask({.verb = "patch",
                                    .resource = "nodes",
                                    .method = "PATCH",
                                    .target = kube::object_path(kube::kNodes, {{}, node}),
                                    .content_type = kube::kMergePatchContent,
                                    .body = R"({"metadata":{"labels":{")" +
                                            std::string(model::kExcludeNodeLabel) + R"(":)" + value + "}}}"});
  return answer ? kDone : complain(answer.error());
}

}  // namespace herald::lab
