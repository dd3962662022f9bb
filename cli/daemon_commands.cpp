#include "cli/daemon_commands.h"

#include "cli/live_asked.h"
#include "cli/live_change.h"
#include "cli/live_daemons.h"
#include "cli/live_read.h"
#include "kube/daemon_lease.h"
#include "kube/speaker_report.h"
#include "runtime/build_info.h"

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

constexpr const char* kAsStarted = "default";

// Which Herald this program is can be told whether or not a cluster answers.
int run_version(const Asked& asked) {
  if (asked.client_only) {
    asked.console.print(render(show_client_version(runtime::version()), form_of(asked)));
    return kFine;
  }
  const auto cluster = read_live_cluster(asked.cluster);
  asked.console.print(
      render(cluster ? show_versions(runtime::version(), *cluster) : show_client_version(runtime::version()),
             form_of(asked)));
  return cluster ? kFine : asked.console.refuse(cluster.error());
}

int run_drain(const Asked& asked) {
  const std::string lease = kube::speaker_lease_name(asked.subject);
  const auto value = asked.undo ? std::nullopt : std::optional<std::string>("true");
  const auto done = wish(asked.cluster, {{lease, kube::annotation::kDrain, value}});
  if (!done) return asked.console.refuse(done.error());
  asked.console.print(asked.undo ? "The speaker of " + asked.subject + " takes part again.\n"
                                 : "The speaker of " + asked.subject + " hands over what it announces. `" +
                                       asked.console.program() + " drain " + asked.subject +
                                       " --undo` lets it take part again.\n");
  return kFine;
}

int set_levels(const Asked& asked) {
  const auto cluster = read_live_cluster(asked.cluster);
  if (!cluster) return asked.console.refuse(cluster.error());
  const auto leases = leases_named(asked.subject, *cluster, asked.cluster.lease);
  if (leases.empty())
    return asked.console.refuse("logs-level wants controller, speaker/NODE, speakers or all, not \"" +
                                asked.subject + "\"; and of speakers, that some run");
  const auto value = asked.level == kAsStarted ? std::nullopt : std::optional(asked.level);
  std::vector<LeaseWish> wishes;
  wishes.reserve(leases.size());
  for (const std::string& lease : leases)
    wishes.push_back({lease, kube::annotation::kLogLevel, value});
  const auto done = wish(asked.cluster, wishes);
  if (!done) return asked.console.refuse(done.error());
  asked.console.print("The log of " + asked.subject + " goes to the level " +
                      (value ? *value + ". `" + asked.console.program() + " logs-level " + asked.subject +
                                   " " + kAsStarted + "` ends that.\n"
                             : "that it was started with.\n"));
  return kFine;
}

int run_logs_level(const Asked& asked) {
  if (asked.subject.empty()) return show_page(asked, show_log_levels);
  if (asked.level.empty())
    return asked.console.refuse("logs-level wants a level behind \"" + asked.subject + "\"");
  return set_levels(asked);
}

}  // namespace

void add_daemon_commands(LiveApp& app) {
  app.add_view("version", "Say which Herald this program is, and which ones run in the cluster", run_version)
      ->add_flag("--client", app.asked().client_only, "This program only; no cluster is asked");

  CLI::App* const draining =
      app.add_command("drain", "Have a node's speaker hand over all that it announces", run_drain);
  draining->add_option("node", app.asked().subject, "The node")->required();
  draining->add_flag("--undo", app.asked().undo, "Let it take part again");

  CLI::App* const levels =
      app.add_view("logs-level", "Show or set how talkative the logs of the daemons are", run_logs_level);
  levels->add_option("daemon", app.asked().subject,
                     "controller, speaker/NODE, speakers or all; without it, what is asked of each is shown");
  levels
      ->add_option("level", app.asked().level,
                   "How much it shall say; default is the level that the daemon was started with")
      ->check(CLI::IsMember({"error", "warning", "info", "debug", kAsStarted}));
}

}  // namespace herald::cli
