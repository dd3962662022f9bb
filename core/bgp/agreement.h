// What a session offers in its OPEN (RFC 4271 section 4.2, RFC 5492), whether the peer's will do, and what is
// then in force between the two. No states, no time.
#pragma once

#include "core/base/result.h"
#include "core/bgp/dialect.h"
#include "core/bgp/open.h"
#include "core/net/ip.h"

#include <chrono>
#include <optional>
#include <set>
#include <string>

namespace herald::bgp {

// The AS that the peer has to show.
struct RemoteAs {
  ExpectedPeer::Kind kind = ExpectedPeer::Kind::exactly;
  Asn number{};  // counts for `exactly`

  friend bool operator==(const RemoteAs&, const RemoteAs&) = default;
};

struct SessionSettings {
  Asn local_as{};  // as this peer sees us
  RemoteAs remote_as{};
  RouterId router_id{};
  std::set<net::Family> families{net::Family::ipv4, net::Family::ipv6};
  std::chrono::seconds hold_time{90};
  std::optional<std::chrono::seconds> keepalive_time{};    // absent: a third of the hold time
  std::optional<std::chrono::seconds> connect_retry{};     // absent: 1 s doubling to 120 s
  std::optional<std::chrono::seconds> graceful_restart{};  // how long the peer shall keep our routes
  // Also when a NOTIFICATION or the hold timer ends the session (N, RFC 8538): then only something else, as
  // BFD, tells the peer in time that we are dead.
  bool graceful_notifications = false;
  bool passive = false;
  std::string host_name{};  // the FQDN capability; empty: not offered

  friend bool operator==(const SessionSettings&, const SessionSettings&) = default;
};

// Whether an edit leaves alone what was agreed with the peer: then the session need not be opened again. What
// ends a session only matters to the next one: that is not worth one.
[[nodiscard]] bool same_session(const SessionSettings& a, const SessionSettings& b);

// `restarted`: no session has been up yet in the life of this process (R, RFC 4724). Forwarding is always
// said to be kept (F): the kernel's service proxy does not stop with us.
[[nodiscard]] Open make_open(const SessionSettings& settings, bool restarted);

struct Agreement {
  Dialect dialect{};
  Asn remote_as{};
  RouterId remote_id{};
  std::set<net::Family> families{};  // never empty
  std::chrono::seconds keepalive_time{0};
  std::string remote_name{};

  // RFC 4724: through a loss of the connection the peer keeps our routes. RFC 8538: through any NOTIFICATION
  // but a Hard Reset, too.
  [[nodiscard]] bool keeps_routes() const { return dialect.their_restart.has_value(); }
  [[nodiscard]] bool keeps_routes_through_notifications() const {
    return dialect.their_restart && dialect.their_restart->notifications;
  }

  friend bool operator==(const Agreement&, const Agreement&) = default;
};

// What the settings make of a hold time that was agreed: a keepalive time that was set gives way to a hold
// time that the peer shortened.
[[nodiscard]] std::chrono::seconds keepalive_time(const SessionSettings& settings,
                                                  std::chrono::seconds hold_time);

// The error is what the peer is told.
[[nodiscard]] Result<Agreement, Notification> agree(const SessionSettings& settings, const Open& ours,
                                                    const Open& theirs);

}  // namespace herald::bgp
