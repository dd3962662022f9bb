// BGP in the wire loop's thread, as the plan loop sees it: orders go in from any thread, how the peers stand
// comes out as a copy, and news are reported as they happen. The sessions themselves are shell_bgp.h.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/bgp_orders.h"
#include "speaker/bgp_reports.h"
#include "speaker/shell_bgp.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace herald::speaker {

class BgpBeside : public std::enable_shared_from_this<BgpBeside> {
 public:
  struct Parts {
    const runtime::Clock& clock;
    runtime::Logger& logger;
    std::uint64_t seed = 0;
    BgpShell::OnReport on_report;  // called in the wire loop's thread
  };
  enum class Leave : std::uint8_t { for_good, to_come_back };

  explicit BgpBeside(Parts parts) : parts_(std::move(parts)) {}

  // The task of the wire loop's thread: until the farewell that leave() asks for has been said.
  [[nodiscard]] runtime::Task<> run(runtime::Executor executor);

  // From any thread, while the loop that runs on `executor` is there.
  void order(const runtime::Executor& executor, bgp_order::Orders orders);
  // To come back: peers with graceful restart keep the routes meanwhile.
  void leave(const runtime::Executor& executor, Leave leave);
  // As of about a second ago.
  [[nodiscard]] std::vector<bgp_report::PeerStatus> status() const;

 private:
  void publish();

  Parts parts_;
  // These belong to the wire loop's thread.
  std::unique_ptr<BgpShell> shell_;
  std::unique_ptr<runtime::Timer> beat_;
  bgp_order::Orders waiting_;  // until the task runs
  bool over_ = false;

  mutable std::mutex mutex_;
  std::vector<bgp_report::PeerStatus> published_;
};

}  // namespace herald::speaker
