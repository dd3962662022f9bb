#include "lab/apiserver/settings.h"

namespace herald::apiserver {
namespace {

auto wrong(std::string what) {
  return fail(runtime::EarlyExit{.code = 2, .text = std::move(what) + "\n"});
}

}  // namespace

Result<Settings, runtime::EarlyExit> read_settings(int argc, const char* const* argv) {
  Settings settings;
  runtime::Options options("herald-apiserver",
                           "A small Kubernetes API server for labs and tests. Not for production.");
  options.text("--data-dir", settings.data_dir,
               "where state, keys and certificates are kept; made when missing");
  options.text("--kubeconfig", settings.kubeconfig,
               "written on start (default: kubeconfig in the data directory)");
  options.text("--listen", settings.listen, "address and port; port 0 takes a free one");
  options.flag("--rbac", settings.rbac, "enforce Roles and ClusterRoles; else every token may do everything");
  options.list("--service-cidr", settings.service_cidrs, "ranges of cluster IPs, the primary family first");
  options.list("--token", settings.tokens,
               "a fixed token: NAME=TEXT for a user, NAMESPACE/NAME=TEXT for a service account");
  options.list("--name", settings.names,
               "a further name or address that the server's certificate speaks for");
  add_log_options(options, settings.log);
  if (auto exit = options.parse(argc, argv)) return fail(std::move(*exit));
  for (const std::string& text : settings.service_cidrs) {
    const auto range = net::Cidr::parse(text);
    if (!range) return wrong("--service-cidr: " + text + " is not a range such as 10.96.0.0/12");
    settings.service_ranges.push_back(*range);
  }
  if (settings.service_ranges.empty() || settings.service_ranges.size() > 2)
    return wrong("--service-cidr: one range, or one of each family");
  if (settings.kubeconfig.empty()) settings.kubeconfig = settings.data_dir + "/kubeconfig";
  return settings;
}

}  // namespace herald::apiserver
