#include "speaker/event_text.h"

#include "core/model/reason.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace herald::speaker {
namespace {

std::string seconds(Duration duration) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f s", std::chrono::duration<double>(duration).count());
  return text.data();
}

std::string how(const report::Gained& gained) {
  const std::string from = gained.from.empty() ? "another node" : gained.from;
  switch (gained.cause) {
    case own::Cause::owner_died:
      return " (took over from " + from + ", which died; silent for " + seconds(gained.silence) + ")";
    case own::Cause::owner_left:
      return " (took over from " + from + ", which left)";
    case own::Cause::owner_ineligible:
      return " (took over from " + from + ", which may no longer announce it)";
    case own::Cause::conflict:
      return " (" + from + " had claimed it too)";
    case own::Cause::fresh:
    case own::Cause::cut_off:
    case own::Cause::unwanted:
      break;
  }
  return {};
}

}  // namespace

EventText event_text(const report::Gained& gained, const own::NodeName& self) {
  return {.type = EventType::normal,
          .reason = std::string(model::name(model::Reason::announced)),
          .message = "announcing " + gained.address.to_string() + " from " + self + how(gained)};
}

std::optional<EventText> event_text(const report::Lost& lost, const own::NodeName& self) {
  if (lost.cause != own::Cause::cut_off) return std::nullopt;
  return EventText{.type = EventType::warning,
                   .reason = "CutOff",
                   .message = self + " no longer announces " + lost.address.to_string() +
                              ": it hears neither speakers nor gateways"};
}

EventText event_text(const report::Conflict& conflict, const own::NodeName& self) {
  return {.type = EventType::warning,
          .reason = std::string(model::name(model::Reason::address_in_use_on_lan)),
          .message = conflict.mac.to_string() + " answers for " + conflict.address.to_string() + " on " +
                     conflict.interface + " of " + self +
                     " and is no speaker: two machines have this address"};
}

EventText contradiction_text(net::IpAddress address) {
  return {.type = EventType::warning,
          .reason = std::string(model::name(model::Reason::local_preferences_differ)),
          .message = "advertisements want different localprefs of a route to " + address.to_string() +
                     "; the highest is announced"};
}

namespace {

using PeerText = std::optional<EventText>;

PeerText text_of(const bgp_report::PeerUp& up) {
  return EventText{.type = EventType::normal,
                   .reason = "BgpSessionUp",
                   .message = "the BGP session with " + up.peer + " is up"};
}

PeerText text_of(const bgp_report::PeerDown& down) {
  using enum bgp::session::Cause;
  const bool own_doing = down.cause == stopped || down.cause == config_changed;
  return EventText{.type = own_doing ? EventType::normal : EventType::warning,
                   .reason = "BgpSessionDown",
                   .message = "the BGP session with " + down.peer + " is down: " + down.why};
}

PeerText text_of(const bgp_report::PeerUnreachable& peer) {
  return EventText{.type = EventType::warning,
                   .reason = "BgpPeerUnreachable",
                   .message = "no BGP session with " + peer.peer + ": " + peer.why};
}

PeerText text_of(const bgp_report::CannotListen& cannot) {
  if (cannot.why.empty()) return std::nullopt;
  EventText text{.type = EventType::warning, .reason = {}, .message = {}};
  switch (cannot.to) {
    case bgp_report::Listening::peers:
      text.reason = "BgpPeersNotAdmitted";
      text.message = "BGP peers that dial are not admitted: ";
      break;
    case bgp_report::Listening::bfd:
      text.reason = "BfdNotHeard";
      text.message = "BFD of BGP peers is not heard: ";
      break;
    case bgp_report::Listening::routers:
      text.reason = "RoutersNotHeard";
      text.message = "BGP peers without an address are not found: ";
      break;
  }
  text.message += cannot.why;
  return text;
}

// With the session they come and go, or they are for the log.
PeerText text_of(const bgp_report::BfdChanged&) {
  return std::nullopt;
}
PeerText text_of(const bgp_report::PeerFlawed&) {
  return std::nullopt;
}

}  // namespace

std::optional<EventText> event_text(const bgp_report::Report& report) {
  return std::visit([](const auto& each) { return text_of(each); }, report);
}

EventText event_text(const report::NodeProblem& problem) {
  return {.type = EventType::warning,
          .reason = "NodeProblem",
          .message = problem.what + ": " + problem.why + "; " + problem.remedy};
}

}  // namespace herald::speaker
