// herald-lab-node: reads its flags, runs the agent of one node, ends with it.
#include "kube/credentials.h"
#include "lab/node/agent.h"
#include "runtime/log_options.h"
#include "runtime/log_sink.h"
#include "runtime/options.h"
#include "runtime/signals.h"

#include <cstdio>
#include <string>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace herald::lab {
namespace {

struct Flags {
  std::string kubeconfig;
  std::string node;
  std::vector<std::string> addresses;
  runtime::LogOptions log{.level = runtime::LogLevel::warning};
};

std::optional<runtime::EarlyExit> read_flags(int argc, const char* const* argv, Flags& flags) {
  runtime::Options options("herald-lab-node", "Kubelet, pods and service proxy of a lab's node.");
  options.text("--kubeconfig", flags.kubeconfig, "Path of a kubeconfig");
  options.text("--node", flags.node, "Name of the node");
  options.list("--address", flags.addresses, "The node's addresses");
  runtime::add_log_options(options, flags.log);
  return options.parse(argc, argv);
}

runtime::Task<> serve(Agent& agent, runtime::TaskGroup& watchers) {
  co_await agent.run([] {
    std::puts("ready");
    std::fflush(stdout);
  });
  watchers.cancel();
}

int run(const Flags& flags) {
  boost::asio::io_context io(1);
  const runtime::SystemClock clock;
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::Logger logger(sink, clock, runtime::resolve_format(flags.log.format, STDERR_FILENO),
                         flags.log.level);
  AgentSettings settings{.node = flags.node, .addresses = {}};
  for (const std::string& text : flags.addresses) {
    if (const auto address = net::IpAddress::parse(text)) settings.addresses.push_back(*address);
  }
  auto access = kube::find_access({.kubeconfig = flags.kubeconfig, .context = {}}, kube::process_environment);
  if (!access) return std::fprintf(stderr, "herald-lab-node: %s\n", access.error().c_str()), 1;
  auto endpoint = kube::ApiEndpoint::make(*std::move(access), clock, logger, {});
  if (!endpoint) return std::fprintf(stderr, "herald-lab-node: %s\n", endpoint.error().c_str()), 1;
  Agent agent(io.get_executor(), **endpoint, std::move(settings));
  runtime::TaskGroup tasks(io.get_executor(), clock, logger);
  runtime::TaskGroup signal_tasks(io.get_executor(), clock, logger);
  runtime::Signals signals(io.get_executor(), logger, [&] { agent.stop(); });
  signal_tasks.spawn("signals", signals.run());
  tasks.spawn("agent", serve(agent, signal_tasks));
  io.run();
  return 0;
}

}  // namespace
}  // namespace herald::lab

int main(int argc, char** argv) {
  herald::lab::Flags flags;
  if (const auto exit = herald::lab::read_flags(argc, argv, flags)) {
    std::fputs(exit->text.c_str(), exit->code == 0 ? stdout : stderr);
    return exit->code;
  }
  return herald::lab::run(flags);
}
