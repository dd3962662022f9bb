#include "lab/cluster/programs.h"

#include "lab/cluster/routers.h"

#include <filesystem>

namespace herald::lab {
namespace {

constexpr int kControllerPort = 7472;  // the first replica's; the others follow

int controller_port(int index) {
  return kControllerPort + index - 1;
}

Program api_server(const LabDirectory& directory, const Choices& choices) {
  std::vector<std::string> words{program_path("herald-apiserver"),
                                 "--data-dir",
                                 directory.file("control"),
                                 "--kubeconfig",
                                 directory.inner_kubeconfig(),
                                 "--listen",
                                 std::string(kApiServer),
                                 "--service-cidr",
                                 "10.233.0.0/18"};
  if (choices.ipv6) words.insert(words.end(), {"--service-cidr", "fd00:10:233::/112"});
  return {{.name = "apiserver", .place = std::string(kControl), .words = words}, "KUBECONFIG"};
}

Program relay(const LabDirectory& directory) {
  return {
      {.name = "relay",
       .place = {},
       .words = {program_path("lab"), "--dir", directory.path(), "relay", "--to", std::string(kApiServer)}},
      "127.0.0.1:"};
}

Program controller(const LabDirectory& directory, const Choices& choices, int index) {
  return {{.name = "controller-" + std::to_string(index),
           .place = std::string(kControl),
           .words = {program_path("herald-controller"), "--kubeconfig", directory.inner_kubeconfig(),
                     "--config", choices.config, "--listen", ":" + std::to_string(controller_port(index)),
                     "--identity", "controller-" + std::to_string(index), "--lease-duration", "3s",
                     "--renew-deadline", "2s", "--retry-period", "500ms"}}};
}

Program node_agent(const LabDirectory& directory, const Choices& choices, const Place& node) {
  std::vector<std::string> words{program_path("herald-lab-node"),
                                 "--kubeconfig",
                                 directory.inner_kubeconfig(),
                                 "--node",
                                 node.name,
                                 "--address",
                                 lan_address(node)};
  if (choices.ipv6) words.insert(words.end(), {"--address", lan_address6(node)});
  return {{.name = node.name + ".agent", .place = node.name, .words = words}, "ready"};
}

// Where the other speakers find this one.
std::string ring_address(const Choices& choices, const Place& node) {
  const auto lan = lan_named(choices, choices.ring);
  return lan ? lan_address(node, *lan) : management_address(node);
}

Program speaker(const LabDirectory& directory, const Choices& choices, const Place& node) {
  return {
      {.name = speaker_of(node.name),
       .place = node.name,
       .words = {program_path("herald-speaker"), "--kubeconfig", directory.inner_kubeconfig(), "--config",
                 choices.config, "--node-name", node.name, "--ring-address", ring_address(choices, node)}}};
}

}  // namespace

std::string program_path(const std::string& name) {
  std::error_code ignored;
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name).string();
}

std::string controller_state_page(int index) {
  return "http://127.0.0.1:" + std::to_string(controller_port(index)) + "/debug/state";
}

std::string speaker_of(const std::string& node) {
  return node + ".speaker";
}

std::vector<Program> programs_of(const LabDirectory& directory, const Choices& choices) {
  std::vector<Program> programs{api_server(directory, choices), relay(directory)};
  for (int index = 1; index <= choices.controllers; ++index)
    programs.push_back(controller(directory, choices, index));
  const std::vector<Place> places = places_of(choices);
  for (const Place& place : places) {
    if (place.role != Role::router) continue;
    for (Daemon& daemon : router_daemons(directory, place))
      programs.push_back({std::move(daemon)});
  }
  for (const Place& place : places) {
    if (place.role == Role::node) programs.push_back(node_agent(directory, choices, place));
  }
  for (const Place& place : places) {
    if (place.role == Role::node && choices.speakers) programs.push_back(speaker(directory, choices, place));
  }
  return programs;
}

}  // namespace herald::lab
