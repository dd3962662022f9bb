#include "cli/live_commands.h"

#include "cli/live_read.h"
#include "cli/live_views.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

enum ExitCode : int { kFine = 0, kTrouble = 1, kUsage = 2 };

struct Asked {
  ClusterChoice cluster;
  std::string output = "table";
  std::string subject;  // a Service or a node
  bool undo = false;
};

void print(const std::string& text, std::FILE* to = stdout) {
  std::fwrite(text.data(), 1, text.size(), to);
}

int fail_with(const std::string& why) {
  print("heraldctl: " + why + "\n", stderr);
  return kUsage;
}

int show(const Asked& asked, const std::function<int(const LiveCluster&, Form)>& view) {
  const auto cluster = read_live_cluster(asked.cluster);
  if (!cluster) return fail_with(cluster.error());
  for (const std::string& problem : cluster->problems)
    print("heraldctl: " + problem + "\n", stderr);
  return view(*cluster, form_named(asked.output).value_or(Form::table));
}

int show_page(const Asked& asked, Page (*view)(const LiveCluster&)) {
  return show(asked, [view](const LiveCluster& cluster, Form form) {
    print(render(view(cluster), form));
    return kFine;
  });
}

int run_status(const Asked& asked) {
  return show(asked, [](const LiveCluster& cluster, Form form) {
    print(render(show_status(cluster), form));
    return is_healthy(cluster) ? kFine : kTrouble;
  });
}

int run_explain(const Asked& asked) {
  const std::size_t slash = asked.subject.find('/');
  if (slash == std::string::npos)
    return fail_with("explain wants NAMESPACE/NAME, not \"" + asked.subject + "\"");
  const model::ServiceKey service{asked.subject.substr(0, slash), asked.subject.substr(slash + 1)};
  return show(asked, [&](const LiveCluster& cluster, Form form) -> int {
    const auto page = explain(cluster, service);
    if (!page) return fail_with("there is no Service " + asked.subject + " of type LoadBalancer");
    print(render(*page, form));
    return kFine;
  });
}

int run_drain(const Asked& asked) {
  const auto done = ask_to_drain(asked.cluster, asked.subject, asked.undo ? Drain::end : Drain::begin);
  if (!done) return fail_with(done.error());
  print(asked.undo ? "The speaker of " + asked.subject + " takes part again.\n"
                   : "The speaker of " + asked.subject + " hands over what it announces. `heraldctl drain " +
                         asked.subject + " --undo` lets it take part again.\n");
  return kFine;
}

void add_cluster_flags(CLI::App& command, ClusterChoice& cluster) {
  command.add_option("--kubeconfig", cluster.kubeconfig,
                     "Path of a kubeconfig; without it, $KUBECONFIG, ~/.kube/config or the Pod's own access");
  command.add_option("--context", cluster.context, "Context of the kubeconfig; without it, its current one");
  command.add_option("-n,--namespace", cluster.name_space, "Where Herald runs")->capture_default_str();
  command.add_option(
      "--config", cluster.config,
      "ConfigMap with the configuration, as NAMESPACE/NAME; without it, config in --namespace");
  command.add_option("--lease-name", cluster.lease, "Lease of the leading controller")->capture_default_str();
}

CLI::App* add_command(CLI::App& app, const char* name, const char* help, Asked& asked) {
  CLI::App* const command = app.add_subcommand(name, help);
  add_cluster_flags(*command, asked.cluster);
  return command;
}

CLI::App* add_view(CLI::App& app, const char* name, const char* help, Asked& asked) {
  CLI::App* const command = add_command(app, name, help, asked);
  command->add_option("-o,--output", asked.output, "table, wide, json or yaml")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml"}))
      ->capture_default_str();
  return command;
}

}  // namespace

void add_live_commands(CLI::App& app, int& exit_code) {
  // Shared by the callbacks, which CLI11 keeps for as long as it likes.
  const auto asked = std::make_shared<Asked>();
  const auto runs = [&exit_code, asked](CLI::App* command, std::function<int(const Asked&)> run) {
    command->callback([&exit_code, asked, run = std::move(run)] { exit_code = run(*asked); });
  };
  runs(add_view(app, "status", "Say whether all is well in the cluster, and what is not", *asked),
       run_status);
  runs(add_view(app, "pools", "Show how full each pool is", *asked),
       [](const Asked& given) { return show_page(given, show_pools); });
  runs(add_view(app, "services",
                "Show every Service of type LoadBalancer: its address, why, who announces it", *asked),
       [](const Asked& given) { return show_page(given, show_services); });
  runs(add_view(app, "owners", "Show which node announces each address", *asked),
       [](const Asked& given) { return show_page(given, show_owners); });
  runs(add_view(app, "peers", "Show the BGP peers of every node and how the sessions stand", *asked),
       [](const Asked& given) { return show_page(given, show_peers); });

  CLI::App* const explaining =
      add_view(app, "explain", "Say all about one Service: why it is pending, or who announces it", *asked);
  explaining->add_option("service", asked->subject, "The Service, as NAMESPACE/NAME")->required();
  runs(explaining, run_explain);

  CLI::App* const draining =
      add_command(app, "drain", "Have a node's speaker hand over all that it announces", *asked);
  draining->add_option("node", asked->subject, "The node")->required();
  draining->add_flag("--undo", asked->undo, "Let it take part again");
  runs(draining, run_drain);
}

}  // namespace herald::cli
