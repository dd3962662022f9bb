// interop_speaker PREFIX ADDRESS=AS[=passive][=bfd]...: the speaker's BGP half as a process of its own, which
// tells its peers of one prefix, until it is killed. BFD runs at 100 ms x 3.
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"
#include "speaker/shell_bgp.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace {

namespace bgp = herald::bgp;
namespace net = herald::net;
namespace runtime = herald::runtime;
namespace speaker = herald::speaker;
namespace order = speaker::bgp_order;

order::PeerWanted peer(const std::string& text) {
  const std::size_t as = text.find('=');
  order::PeerWanted wanted;
  wanted.name = text.substr(0, as);
  wanted.session.local_as = bgp::Asn(65001);
  wanted.session.remote_as.number = bgp::Asn(static_cast<std::uint32_t>(std::atol(text.c_str() + as + 1)));
  wanted.session.router_id = bgp::RouterId(0x0a000002);
  wanted.session.graceful_restart = std::chrono::seconds(60);
  wanted.session.passive = text.find("=passive") != std::string::npos;
  wanted.path.address = net::IpAddress::parse(wanted.name).value();
  if (text.find("=bfd") != std::string::npos)
    wanted.bfd = order::Bfd{.timers = {std::chrono::milliseconds(100), std::chrono::milliseconds(100), 3}};
  return wanted;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  boost::asio::io_context io(1);
  runtime::SystemClock clock;
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::Logger logger(sink, clock, runtime::LogFormat::human, runtime::LogLevel::error);
  speaker::BgpShell shell(io.get_executor(), clock, logger, {.seed = static_cast<std::uint64_t>(::getpid())},
                          [](const speaker::bgp_report::Report&) {});
  order::Orders orders;
  for (int i = 2; i < argc; ++i)
    orders.emplace_back(peer(argv[i]));
  auto offers = std::make_shared<order::Offers>();
  for (int i = 2; i < argc; ++i)
    (*offers)[peer(argv[i]).name] = {};
  orders.emplace_back(order::RouteWanted{net::Cidr::parse(argv[1]).value(), offers});
  orders.emplace_back(order::Complete{});
  shell.order(std::move(orders));
  runtime::TaskGroup tasks(io.get_executor(), clock, logger);
  tasks.spawn("bgp", shell.run());
  io.run();
  return 0;
}
