#include "core/bgp/agreement.h"

#include <algorithm>
#include <utility>

namespace herald::bgp {
namespace {

using std::chrono::seconds;

std::optional<GracefulRestart> graceful_offer(const SessionSettings& settings, bool restarted) {
  if (!settings.graceful_restart) return std::nullopt;
  GracefulRestart graceful{.restarted = restarted,
                           .notifications = settings.graceful_notifications,
                           .time = *settings.graceful_restart,
                           .states = {}};
  for (const net::Family family : settings.families)
    graceful.states.push_back({unicast(family), true});
  return graceful;
}

Capabilities offer(const SessionSettings& settings, bool restarted) {
  Capabilities ours;
  for (const net::Family family : settings.families)
    ours.families.push_back(unicast(family));
  ours.route_refresh = true;
  ours.enhanced_route_refresh = true;
  ours.extended_message = true;
  ours.four_octet_asn = settings.local_as;
  if (settings.families.contains(net::Family::ipv4)) ours.extended_next_hops = {{kIpv4Unicast, kAfiIpv6}};
  if (!settings.host_name.empty()) ours.fqdn = Fqdn{settings.host_name, ""};
  ours.graceful_restart = graceful_offer(settings, restarted);
  return ours;
}

std::set<net::Family> spoken(const Dialect& dialect) {
  std::set<net::Family> families;
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    if (dialect.speaks(unicast(family))) families.insert(family);
  }
  return families;
}

// So that the peer's log says what it would have to offer (RFC 5492 section 5).
Notification no_common_family(const SessionSettings& settings) {
  Capabilities wanted;
  for (const net::Family family : settings.families)
    wanted.families.push_back(unicast(family));
  NotificationData data;
  ByteWriter out(data);
  append_to(out, wanted);
  return notification(OpenError::unsupported_capability, std::move(data));
}

}  // namespace

bool same_session(const SessionSettings& a, const SessionSettings& b) {
  SessionSettings other = b;
  other.connect_retry = a.connect_retry;
  other.keepalive_time = a.keepalive_time;
  other.graceful_notifications = a.graceful_notifications;
  return a == other;
}

Open make_open(const SessionSettings& settings, bool restarted) {
  return {.asn = settings.local_as,
          .hold_time = settings.hold_time,
          .router_id = settings.router_id,
          .capabilities = offer(settings, restarted)};
}

seconds keepalive_time(const SessionSettings& settings, seconds hold_time) {
  if (hold_time == seconds(0)) return seconds(0);
  const seconds third = std::max(hold_time / 3, seconds(1));
  return settings.keepalive_time ? std::clamp(*settings.keepalive_time, seconds(1), third) : third;
}

Result<Agreement, Notification> agree(const SessionSettings& settings, const Open& ours, const Open& theirs) {
  const ExpectedPeer expected{.kind = settings.remote_as.kind,
                              .asn = settings.remote_as.number,
                              .local_asn = settings.local_as,
                              .local_id = settings.router_id};
  if (const auto checked = check_peer(theirs, expected); !checked) return fail(checked.error().notification);
  Agreement agreed{.dialect = negotiate(ours, theirs)};
  agreed.families = spoken(agreed.dialect);
  if (agreed.families.empty()) return fail(no_common_family(settings));
  agreed.remote_as = theirs.asn;
  agreed.remote_id = theirs.router_id;
  agreed.keepalive_time = keepalive_time(settings, agreed.dialect.hold_time);
  if (theirs.capabilities.fqdn) agreed.remote_name = theirs.capabilities.fqdn->host;
  return agreed;
}

}  // namespace herald::bgp
