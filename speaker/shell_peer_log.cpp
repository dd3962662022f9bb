#include "speaker/shell_peer_log.h"

#include "runtime/log_events.h"

namespace herald::speaker {
namespace {

namespace events = runtime::events;
using runtime::Logger;

void log(Logger& logger, const bgp_report::PeerUp& up) {
  logger.log(events::kPeerUp, {{"peer", up.peer}});
}
void log(Logger& logger, const bgp_report::PeerDown& down) {
  logger.log(events::kPeerDown, {{"peer", down.peer}, {"why", down.why}});
}
void log(Logger& logger, const bgp_report::PeerUnreachable& peer) {
  logger.log(events::kPeerUnreachable, {{"peer", peer.peer}, {"why", peer.why}});
}
void log(Logger& logger, const bgp_report::BfdChanged& changed) {
  logger.log(events::kPeerBfd, {{"peer", changed.peer}, {"up", changed.up}});
}
void log(Logger& logger, const bgp_report::PeerFlawed& flawed) {
  logger.log(events::kPeerFlawed, {{"peer", flawed.peer}, {"what", flawed.what}});
}
void log(Logger& logger, const bgp_report::CannotListen& cannot) {
  if (!cannot.why.empty()) logger.log(events::kPeersNotAdmitted, {{"what", cannot.why}});
}
void log(Logger&, const bgp_report::Emptied&) {}

}  // namespace

void log_peering(Logger& logger, const bgp_report::Report& report) {
  std::visit([&](const auto& each) { log(logger, each); }, report);
}

}  // namespace herald::speaker
