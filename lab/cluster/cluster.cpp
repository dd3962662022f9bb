#include "lab/cluster/cluster.h"

#include "lab/cluster/daemons.h"
#include "lab/cluster/name_files.h"
#include "lab/cluster/network.h"
#include "lab/cluster/outer_kubeconfig.h"
#include "lab/cluster/programs.h"
#include "lab/cluster/routers.h"
#include "lab/cluster/workloads.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace herald::lab {
namespace {

constexpr std::chrono::seconds kPatience{30};

bool is_in_path(const std::string& program) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/sbin:/usr/bin:/sbin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

Result<void, std::string> start(const LabDirectory& directory, const Program& program) {
  if (program.sign_of_life.empty()) return lab::start(directory, program.daemon);
  const auto said = start_and_await(directory, program.daemon, program.sign_of_life, kPatience);
  if (!said) return fail(said.error());
  // It has just said where the machine finds the API server.
  if (program.daemon.name == "relay" && !said->empty()) return write_outer_kubeconfig(directory, *said);
  return {};
}

}  // namespace

Result<void, std::string> check_machine(const Choices& choices) {
  for (const auto& [program, package] : {std::pair{"ip", "iproute2"}, std::pair{"nft", "nftables"}}) {
    if (!is_in_path(program))
      return fail(std::string(program) + " is not there: install the package " + package);
  }
  if (choices.ring != kControl && !lan_named(choices, choices.ring))
    return fail("there is no " + choices.ring + " in this lab for the speakers to meet on");
  for (const RouterKind router : choices.routers) {
    if (auto found = find_router(router); !found) return found;
  }
  return {};
}

Result<void, std::string> furnish_lab(const LabDirectory& directory, const Choices& choices) {
  if (auto named = put_name_files(directory, choices); !named) return named;
  if (auto built = build_network(directory, choices); !built) return built;
  for (const Place& place : places_of(choices)) {
    if (place.role != Role::router) continue;
    if (auto written = write_router_files(directory, place); !written) return written;
  }
  for (const Program& program : programs_of(directory, choices)) {
    if (auto started = start(directory, program); !started) return started;
    if (program.daemon.name != "relay") continue;
    if (auto made = make_namespaces(directory, choices); !made) return made;
  }
  return {};
}

Result<void, std::string> start_by_name(const LabDirectory& directory, const Choices& choices,
                                        const std::string& name) {
  const std::vector<Program> programs = programs_of(directory, choices);
  const auto found =
      std::ranges::find_if(programs, [&](const Program& program) { return program.daemon.name == name; });
  if (found == programs.end()) return fail("there is no " + name + " in this lab");
  return start(directory, *found);
}

}  // namespace herald::lab
