// A router of the simulated network: a BGP session of its own, and a table filled from what the node's
// speaker really sent. Keeps routes through a restart of the peer when that was agreed (RFC 4724), and
// forgets what the End-of-RIB did not confirm.
#pragma once

#include "core/bgp/framer.h"
#include "core/bgp/session.h"
#include "tests/unit/bgp_session/receiver.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace herald::sim {

class Router {
 public:
  Router(bgp::SessionSettings settings, std::uint64_t seed);

  // Its session's effects; what concerns its table has been done.
  bgp::Session::Effects step(Instant now, const bgp::Session::Event& event);
  [[nodiscard]] Instant next_deadline() const { return std::min(session_.next_deadline(), give_up_at_); }

  [[nodiscard]] bool up() const { return session_.state() == bgp::SessionState::established; }
  // Up, with graceful restart agreed.
  [[nodiscard]] bool keeps_routes() const { return up() && dialect_ && dialect_->their_restart; }
  [[nodiscard]] const std::map<bgp::Prefix, bgp::PathAttributes>& table() const { return receiver_.table; }
  // Another number whenever the table may be another one.
  [[nodiscard]] std::uint64_t table_version() const { return table_version_; }
  [[nodiscard]] const bgp::SessionReport& report() const { return session_.report(); }
  // What the node sent that no router would take; empty: nothing.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  // Sends a refresh request, if the session is up.
  [[nodiscard]] std::optional<bgp::session::SendBytes> ask_again(net::Family family) const;

 private:
  void read_routes(const bgp::session::BytesReceived& bytes);
  void learn(const bgp::RawMessage& message);
  void begin(const bgp::session::Established& up);
  void forget_unconfirmed(net::Family family);
  [[nodiscard]] bool keeps_through(const bgp::session::Loss& loss) const;
  void end(Instant now, const bgp::session::Loss& loss);

  bgp::Session session_;
  std::map<bgp::ConnectionId, bgp::Framer> framers_;
  std::optional<bgp::ConnectionId> up_;
  std::optional<bgp::Dialect> dialect_;
  bgp::Receiver receiver_;
  std::uint64_t table_version_ = 0;
  Instant give_up_at_ = kNever;  // the peer has not come back from its restart
  std::string complaint_;
};

}  // namespace herald::sim
