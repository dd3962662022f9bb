#include "cli/live_asked.h"

#include "cli/live_read.h"

#include <utility>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

void add_cluster_flags(CLI::App& command, ClusterChoice& cluster) {
  command
      .add_option("--kubeconfig", cluster.kubeconfig,
                  "Path of a kubeconfig; without it, $KUBECONFIG, ~/.kube/config or the Pod's own access")
      ->type_name("FILE");
  command.add_option("--context", cluster.context, "Context of the kubeconfig; without it, its current one");
  command.add_option("-n,--namespace", cluster.name_space, "Where Herald runs")->capture_default_str();
  command.add_option(
      "--config", cluster.config,
      "ConfigMap with the configuration, as NAMESPACE/NAME; without it, config in --namespace");
  command.add_option("--lease-name", cluster.lease, "Lease of the leading controller")->capture_default_str();
}

}  // namespace

LiveApp::LiveApp(CLI::App& app, int& exit_code, const Console& console)
    : app_(app), exit_code_(exit_code), asked_(std::make_shared<Asked>(console)) {}

CLI::App* LiveApp::add_command(const char* name, const char* help, Run run) {
  CLI::App* const command = app_.add_subcommand(name, help);
  add_cluster_flags(*command, asked_->cluster);
  command->callback(
      [&exit_code = exit_code_, asked = asked_, run = std::move(run)] { exit_code = run(*asked); });
  return command;
}

CLI::App* LiveApp::add_view(const char* name, const char* help, Run run) {
  CLI::App* const command = add_command(name, help, std::move(run));
  command->add_option("-o,--output", asked_->output, "The form of what is shown")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml"}))
      ->capture_default_str();
  command->add_option("--lb-class", asked_->cluster.load_balancer_class,
                      "The loadBalancerClass that Herald serves; without it, Services without a class");
  return command;
}

Form form_of(const Asked& asked) {
  return form_named(asked.output).value_or(Form::table);
}

int show(const Asked& asked, const std::function<int(const LiveCluster&, Form)>& view) {
  const auto cluster = read_live_cluster(asked.cluster);
  if (!cluster) return asked.console.refuse(cluster.error());
  for (const std::string& problem : cluster->problems)
    asked.console.complain(problem);
  return view(*cluster, form_of(asked));
}

int show_page(const Asked& asked, Page (*view)(const LiveCluster&)) {
  return show(asked, [&](const LiveCluster& cluster, Form form) {
    asked.console.print(render(view(cluster), form));
    return kFine;
  });
}

}  // namespace herald::cli
