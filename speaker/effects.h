// What the plan loop's brain asks of its shell.
#pragma once

#include "core/model/selector.h"
#include "core/model/service.h"
#include "kube/event.h"
#include "speaker/bgp_orders.h"
#include "speaker/orders.h"
#include "speaker/reports.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker {

// To the wire loop.
struct SendOrders {
  order::Orders orders;
};

struct SendBgpOrders {
  bgp_order::Orders orders;
};

// Renew this node's Lease, making it when it is not there; answered by one LeaseWritten.
struct WriteLease {
  model::Labels report;         // the annotations (kube/speaker_report.h), whole
  bool report_changed = false;  // otherwise the annotations may be left out
  bool released = false;        // nobody's any more: the speaker takes its leave
  std::string node_uid = {};    // of our Node, with which the Lease shall go; empty: not known yet
};

using kube::EventType;

// A Kubernetes Event on a Service or on this node, for people.
struct RecordEvent {
  kube::ObjectReference about;
  EventType type = EventType::normal;
  std::string reason;
  std::string message;
};

// For the log. What the wire loop finds it logs itself.
struct NoteProblem {
  report::NodeProblem problem;
};

// The wire loop shall take its leave; then WireLeft.
struct StopWire {};

// The farewell is over.
struct Stopped {};

using Effect =
    std::variant<SendOrders, SendBgpOrders, WriteLease, RecordEvent, NoteProblem, StopWire, Stopped>;
using Effects = std::vector<Effect>;

}  // namespace herald::speaker
