#include "controller/shell_options.h"

#include <algorithm>

namespace herald::controller {
namespace {

runtime::EarlyExit wrong(const std::string& what) {
  return {.code = 2, .text = "herald-controller: " + what + "\n"};
}

void add_write_options(runtime::Options& flags, ShellOptions& options) {
  flags.number("--max-writes", options.most_writes, {.least = 1, .most = 256},
               "Most writes to Services under way at a time");
}

void add_election_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Leader election");
  flags.text("--lease-name", options.lease_name, "Lease that the replicas compete for");
  flags.duration("--lease-duration", options.lease.duration, "Time after which a silent leader is replaced");
  flags.duration("--renew-deadline", options.lease.renew_deadline,
                 "Time after which a leader that cannot renew gives up");
  flags.duration("--retry-period", options.lease.retry, "Time between attempts to take or renew the Lease");
  flags.text("--identity", options.identity,
             "Name of this replica in the Lease; without it, the host's name");
}

std::optional<runtime::EarlyExit> check(const ShellOptions& options) {
  const kube::LeaseLimits& lease = options.lease;
  if (lease.retry <= Duration::zero() || lease.retry >= lease.renew_deadline ||
      lease.renew_deadline >= lease.duration) {
    return wrong(
        "--retry-period must be shorter than --renew-deadline, and that shorter than --lease-duration");
  }
  if (lease.duration < std::chrono::seconds(1)) return wrong("--lease-duration must be at least 1s");
  if (const auto problem = problem_of(options.admin)) return wrong(*problem);
  if (const auto problem = problem_of(options.cluster)) return wrong(*problem);
  return std::nullopt;
}

}  // namespace

std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv, ShellOptions& options) {
  runtime::Options flags("herald-controller", "Gives addresses to Services of type LoadBalancer.");
  add_cluster_options(flags, options.cluster);
  add_write_options(flags, options);
  add_election_options(flags, options);
  add_admin_options(flags, options.admin);
  runtime::add_log_options(flags, options.log);
  if (auto exit = flags.parse(argc, argv)) return exit;
  // A request that lives longer than the term it was sent in says nothing any more.
  options.lease.request_timeout = std::min(options.lease.request_timeout, options.lease.renew_deadline / 2);
  return check(options);
}

}  // namespace herald::controller
