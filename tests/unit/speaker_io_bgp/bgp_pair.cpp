#include "tests/unit/speaker_io_bgp/bgp_pair.h"

#include "speaker/io/bgp_socket.h"

#include <chrono>
#include <netinet/in.h>

namespace herald::speaker {

std::uint16_t free_port() {
  const io::Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

BgpPair::BgpPair() : port_(free_port()) {
  const auto loopback = net::IpAddress::parse("127.0.0.1");
  as_dialer_sees_ = {.name = "router",
                     .session = {.local_as = bgp::Asn(65001),
                                 .remote_as = {.number = bgp::Asn(65002)},
                                 .router_id = bgp::RouterId(1)},
                     .path = {.address = loopback, .port = port_}};
  as_listener_sees_ = {.name = "node",
                       .session = {.local_as = bgp::Asn(65002),
                                   .remote_as = {.number = bgp::Asn(65001)},
                                   .router_id = bgp::RouterId(2),
                                   .passive = true},
                       .path = {.address = loopback}};
  dialer_.shell = shell(dialer_, 1, 0);
  listener_.shell = shell(listener_, 2, port_);
  start(dialer_);
  start(listener_);
}

BgpPair::~BgpPair() {
  dialer_.shell->stop(false);
  listener_.shell->stop(false);
  settle();
  clock_.advance(std::chrono::seconds(2));  // for those who do not take our last words
  EXPECT_TRUE(until([this] { return running_ == 0; }));
}

std::unique_ptr<BgpShell> BgpPair::shell(Side& side, std::uint64_t seed, std::uint16_t port) {
  const BgpShell::Settings settings{.seed = seed, .transport = {.listen_port = port}};
  return std::make_unique<BgpShell>(executor(), clock_, logger_, settings,
                                    [&side](const auto& report) { side.reports.push_back(report); });
}

void BgpPair::start(Side& side) {
  ++running_;
  boost::asio::co_spawn(io_, side.shell->run(), [this](const std::exception_ptr& error) {
    --running_;
    if (error) std::rethrow_exception(error);
  });
}

void BgpPair::order() {
  listener_.shell->order({as_listener_sees_});
  settle();  // it listens
  dialer_.shell->order({as_dialer_sees_});
  settle();
}

bool BgpPair::until(const std::function<bool()>& holds) {
  io_.restart();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (io_.run_one_until(limit) == 0) return false;
  }
  return true;
}

}  // namespace herald::speaker
