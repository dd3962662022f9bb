#include "cli/live_commands.h"

#include "cli/live_asked.h"
#include "cli/live_views.h"

#include <string>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

int run_status(const Asked& asked) {
  return show(asked, [&](const LiveCluster& cluster, Form form) {
    asked.console.print(render(show_status(cluster), form));
    return is_healthy(cluster) ? kFine : kTrouble;
  });
}

int run_explain(const Asked& asked) {
  const std::size_t slash = asked.subject.find('/');
  if (slash == std::string::npos)
    return asked.console.refuse("explain wants NAMESPACE/NAME, not \"" + asked.subject + "\"");
  const model::ServiceKey service{asked.subject.substr(0, slash), asked.subject.substr(slash + 1)};
  return show(asked, [&](const LiveCluster& cluster, Form form) -> int {
    const auto page = explain(cluster, service);
    if (!page) return asked.console.refuse("there is no Service " + asked.subject + " of type LoadBalancer");
    asked.console.print(render(*page, form));
    return kFine;
  });
}

}  // namespace

void add_live_commands(LiveApp& app) {
  app.add_view("status", "Say whether all is well in the cluster, and what is not", run_status);
  app.add_view("pools", "Show how full each pool is",
               [](const Asked& asked) { return show_page(asked, show_pools); });
  app.add_view("services", "Show every Service of type LoadBalancer: its address, why, who announces it",
               [](const Asked& asked) { return show_page(asked, show_services); });
  app.add_view("owners", "Show which node announces each address",
               [](const Asked& asked) { return show_page(asked, show_owners); });
  app.add_view("peers", "Show the BGP peers of every node and how the sessions stand",
               [](const Asked& asked) { return show_page(asked, show_peers); });
  app.add_view("explain", "Say all about one Service: why it is pending, or who announces it since when",
               run_explain)
      ->add_option("service", app.asked().subject, "The Service, as NAMESPACE/NAME")
      ->required();
}

}  // namespace herald::cli
