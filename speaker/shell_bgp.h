// BGP on a loop: the brain (wire_bgp.h), its sockets and the driver between them. The wire loop runs one of
// these beside its layer 2 half; so does whoever wants BGP alone.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/bgp_orders.h"
#include "speaker/bgp_reports.h"
#include "speaker/io/bgp_transport.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace herald::speaker {

class BgpShell {
 public:
  struct Settings {
    std::uint64_t seed = 0;  // another one for each process
    io::BgpTransport::Settings transport{};
  };
  using OnReport = std::function<void(const bgp_report::Report&)>;

  BgpShell(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
           Settings settings, OnReport on_report);
  BgpShell(const BgpShell&) = delete;
  BgpShell& operator=(const BgpShell&) = delete;
  ~BgpShell();

  void order(bgp_order::Orders orders);
  [[nodiscard]] std::vector<bgp_report::PeerStatus> status() const;

  // Until stop() has been called and all farewells are said. A task of the loop.
  [[nodiscard]] runtime::Task<> run();
  // `restart`: peers with graceful restart keep our routes.
  void stop(bool restart);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::speaker
