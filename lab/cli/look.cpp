// Looking into a lab, and doing things in its places.
#include "lab/cli/commands.h"
#include "lab/cli/inside.h"
#include "lab/cli/relay.h"
#include "lab/cli/state_dump.h"
#include "lab/cli/status.h"
#include "lab/cli/status_picture.h"
#include "lab/cli/status_text.h"
#include "lab/cluster/command.h"
#include "lab/cluster/daemons.h"
#include "lab/cluster/namespaces.h"
#include "lab/cluster/routers.h"
#include "lab/wire/slow_wire.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace herald::lab {
namespace {

std::atomic<bool> told_to_stop = false;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int become(const std::vector<std::string>& words) {
  const std::vector<char*> arguments = arguments_of(words);
  std::signal(SIGINT, SIG_DFL);
  ::execvp(arguments[0], arguments.data());
  return complain(words.front() + ": " + std::strerror(errno));
}

int become_in(const LabDirectory& directory, const std::string& place,
              const std::vector<std::string>& words) {
  if (!move_into(directory.namespace_of(place).c_str(), place.c_str(), Depth::isolated))
    return complain(place + ": " + std::strerror(errno));
  ::setenv("KUBECONFIG", directory.inner_kubeconfig().c_str(), 1);
  return become(words);
}

// A switch shows what passes any of its ports.
Result<std::string, std::string> captured_interface(const Choices& choices, const CablesOf& cable) {
  const std::vector<Place> places = places_of(choices);
  const auto place = std::ranges::find(places, cable.place, &Place::name);
  if (place == places.end()) return fail("there is no " + cable.place + " in this lab");
  if (place->role == Role::lan || place->role == Role::control) return "any";
  if (cable.lan.empty()) return interface_of(*place, place->lans.front());
  const auto lan = lan_named(choices, cable.lan);
  if (!lan || std::ranges::count(place->lans, *lan) == 0)
    return fail(cable.place + " is not on " + cable.lan);
  return interface_of(*place, *lan);
}

}  // namespace

int status(const LabDirectory& directory, bool svg) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  const LabStatus status = status_of(directory, *choices);
  print(svg ? as_svg(status) : as_table(status));
  return kDone;
}

int show_kubeconfig(const LabDirectory& directory) {
  print(directory.kubeconfig() + "\n");
  return kDone;
}

int deploy_pods(const LabDirectory& directory, const Workload& workload) {
  const auto description = directory.description();
  if (!description) return complain("there is no lab in " + directory.path());
  const auto deployed = deploy(directory, description->choices, workload);
  if (!deployed) return complain(deployed.error());
  print(*deployed);
  return kDone;
}

int probe_address(const LabDirectory& directory, const ProbeOptions& options) {
  if (!go_inside(directory)) return kNotDone;
  if (!move_into(directory.namespace_of(options.from).c_str(), "", Depth::network))
    return complain(options.from + ": " + std::strerror(errno));
  struct sigaction action{};
  action.sa_handler = [](int) { told_to_stop = true; };
  for (const int signal : {SIGINT, SIGTERM})
    ::sigaction(signal, &action, nullptr);
  bool reached = false;
  const auto note = [&](const std::string& node) {
    if (reached || (!options.not_by.empty() && node == options.not_by)) return;
    reached = true;
    print("reached " + node + "\n");
    if (options.first_only) told_to_stop = true;
  };
  const auto attempts = probe(options.settings, told_to_stop, note);
  if (!attempts) return complain(attempts.error());
  if (options.first_only)
    return told_to_stop ? kDone : complain("nobody else answered at " + options.settings.address);
  const ProbeReport report = summarize(*attempts);
  print(options.json ? as_json(report) : for_people(report));
  return report.lost == 0 && report.sent > 0 ? kDone : kNotDone;
}

int execute(const LabDirectory& directory, const std::string& place, const std::vector<std::string>& words) {
  if (!go_inside(directory)) return kNotDone;
  return become_in(directory, place, words);
}

// "node-1.prometheus": the place, and what it is called there.
int start_more(const LabDirectory& directory, const std::string& name,
               const std::vector<std::string>& words) {
  if (!go_inside(directory)) return kNotDone;
  return finish(start(directory, {.name = name, .place = name.substr(0, name.find('.')), .words = words}));
}

int ask_router(const LabDirectory& directory, const std::string& router, const std::string& question) {
  if (!go_inside(directory)) return kNotDone;
  return become_in(directory, router, router_query(directory, router, question));
}

int capture(const LabDirectory& directory, const CablesOf& cable, const std::vector<std::string>& words) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  const auto interface = captured_interface(*choices, cable);
  if (!interface) return complain(interface.error());
  // -Z: the user whom tcpdump becomes otherwise may not exist here.
  std::vector<std::string> command{"tcpdump", "-Z", "root", "-n", "-l", "-i", *interface};
  command.insert(command.end(), words.begin(), words.end());
  return become_in(directory, cable.place, command);
}

int logs(const LabDirectory& directory, const std::string& of) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  for (const std::string& daemon : daemons_of(directory)) {
    if (!of.empty() && daemon != of && !daemon.starts_with(of + ".")) continue;
    print("==> " + daemon + " <==\n" + file_content(directory.log_of(daemon)).value_or(""));
  }
  return kDone;
}

int dump(const LabDirectory& directory) {
  const auto choices = go_inside(directory);
  if (!choices) return kNotDone;
  const auto folder = dump_state(directory, *choices);
  if (!folder) return complain(folder.error());
  print(*folder + "\n");
  return kDone;
}

int relay(const LabDirectory& directory, const std::string& to) {
  return finish(run_relay(directory, to));
}

int carry(const std::string& one, const std::string& other, const Slowness& slowness) {
  return finish(carry_frames({one, other}, slowness, [] { print("carrying\n"); }));
}

}  // namespace herald::lab
