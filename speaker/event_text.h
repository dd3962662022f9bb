// What is said of an address, a BGP peer and the node in Kubernetes Events, in words for people.
#pragma once

#include "speaker/effects.h"
#include "speaker/reports.h"

#include <optional>
#include <string>

namespace herald::speaker {

struct EventText {
  EventType type = EventType::normal;
  std::string reason;
  std::string message;
};

// "announcing 10.0.0.1 from node-2 (took over from node-1, which died; silent for 0.41 s)"
[[nodiscard]] EventText event_text(const report::Gained& gained, const own::NodeName& self);
// Nothing when the one who announces it from now on says it, or nobody wants to know.
[[nodiscard]] std::optional<EventText> event_text(const report::Lost& lost, const own::NodeName& self);
[[nodiscard]] EventText event_text(const report::Conflict& conflict, const own::NodeName& self);
// Advertisements want different local preferences of a route to it.
[[nodiscard]] EventText contradiction_text(net::IpAddress address);
// Nothing when it is for logs only. Says the same of the same peer each time, so that repetitions are
// counted.
[[nodiscard]] std::optional<EventText> event_text(const bgp_report::Report& report);
// On the Node: "proxy_arp is on for eth0: the kernel may answer ...; set net.ipv4.conf.all.proxy_arp ... to
// 0"
[[nodiscard]] EventText event_text(const report::NodeProblem& problem);

}  // namespace herald::speaker
