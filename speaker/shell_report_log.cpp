#include "speaker/shell_report_log.h"

#include "runtime/log_events.h"
#include "speaker/metrics.h"

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
  logger.log(events::kPeerFlawed, {{"peer", flawed.peer}, {"what", flawed.what}, {"untold", flawed.untold}});
}
const runtime::LogEvent& event_of(bgp_report::Listening to) {
  switch (to) {
    case bgp_report::Listening::bfd:
      return events::kBfdNotHeard;
    case bgp_report::Listening::routers:
      return events::kRoutersNotHeard;
    case bgp_report::Listening::peers:
      break;
  }
  return events::kPeersNotAdmitted;
}
void log(Logger& logger, const bgp_report::CannotListen& cannot) {
  if (!cannot.why.empty()) logger.log(event_of(cannot.to), {{"what", cannot.why}});
}

void log(Logger& logger, const report::Gained& gained) {
  logger.log(events::kAddressGained, {{"address", gained.address.to_string()},
                                      {"cause", name(gained.cause)},
                                      {"from", gained.from},
                                      {"epoch", gained.epoch.value()},
                                      {"silence_seconds", gained.silence}});
}
void log(Logger& logger, const report::Lost& lost) {
  logger.log(events::kAddressLost,
             {{"address", lost.address.to_string()}, {"cause", name(lost.cause)}, {"to", lost.to}});
}
void log(Logger& logger, const report::Conflict& conflict) {
  logger.log(events::kAddressConflict, {{"address", conflict.address.to_string()},
                                        {"mac", conflict.mac.to_string()},
                                        {"interface", conflict.interface}});
}
void log(Logger& logger, const report::Unable& unable) {
  if (!unable.why.empty()) logger.log(events::kAnnouncementsImpossible, {{"what", unable.why}});
}
void log(Logger& logger, const report::Peering& peering) {
  std::visit([&](const auto& each) { log(logger, each); }, peering.what);
}
// These have their own lines where they happen, or are told elsewhere: on /debug/state, in Events.
void log(Logger&, const report::ConflictOver&) {}
void log(Logger&, const report::MemberSeen&) {}
void log(Logger&, const report::NodeProblems&) {}
void log(Logger&, const report::Emptied&) {}
void log(Logger&, const report::RingAddressGone&) {}
void log(Logger&, const report::Macs&) {}
void log(Logger&, const report::TwinLinks&) {}

}  // namespace

void log_report(Logger& logger, const report::Report& report) {
  std::visit([&](const auto& each) { log(logger, each); }, report);
}

}  // namespace herald::speaker
