// How a BGP peer stands, for metrics, the Lease report and people.
#include "speaker/bgp_peer.h"

namespace herald::speaker::peering {

using net::Family;

namespace {

bgp_report::BfdStatus status_of(const bfd::Session& session, std::uint64_t failures) {
  return {.state = session.state(),
          .diagnostic = session.diagnostic(),
          .last_failure = session.last_failure(),
          .transmit_interval = session.transmit_interval(),
          .detection_time = session.detection_time(),
          .failures = failures};
}

void append(const std::string& problem, std::string& problems) {
  problems += (problems.empty() ? "" : "; ") + problem;
}

std::string secret_problem(const bgp_order::PeerWanted& peer) {
  if (!peer.missing) return "";
  const std::string missing = peer.missing->where + " is not there, or may not be read";
  return peer.waits_for_secret() ? "no password: " + missing
                                 : missing + "; the password of before goes on for now";
}

}  // namespace

std::string Peer::problem() const {
  std::string problem = secret_problem(wanted_);
  if (wanted_.waits_for_secret()) return problem;
  if (!path_.address)
    append("no router has advertised itself on " + path_.interface +
               " yet: is IPv6 on, and does it send router advertisements?",
           problem);
  if (!rib_.outlet()) return problem;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    if (rib_.wanted(family) == 0 || rib_.outlet()->carries(family)) continue;
    const std::string name(net::family_name(family));
    const bool spoken = rib_.outlet()->agreed.families.contains(family);
    append(name + " routes are not announced: " +
               (spoken ? "this node has no " + name + " address on the link of the session to be the next hop"
                       : "the session does not carry " + name),
           problem);
  }
  if (rib_.oversized() > 0) append("attributes fill a message", problem);
  return problem;
}

bgp_report::PeerStatus Peer::status() const {
  bgp_report::PeerStatus status{.peer = wanted_.name, .address = path_.address, .session = session_.report()};
  if (const bgp::Agreement* agreed = session_.agreement()) status.agreed = *agreed;
  status.wanted = {rib_.wanted(Family::ipv4), rib_.wanted(Family::ipv6)};
  status.advertised = {rib_.advertised(Family::ipv4), rib_.advertised(Family::ipv6)};
  for (const auto& [id, bytes] : waiting_)
    status.queued += bytes;
  status.problem = problem();
  if (bfd_) status.bfd = status_of(*bfd_, bfd_failures_);
  return status;
}

}  // namespace herald::speaker::peering
