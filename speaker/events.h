// What the plan loop's brain is told. The shell promises: the events of one object come in the order of its
// versions, perhaps repeating some; Synced comes behind everything that the first lists showed.
#pragma once

#include "config/news.h"
#include "core/base/time.h"
#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "kube/objects.h"
#include "kube/speaker_peers.h"
#include "kube/speaker_report.h"
#include "speaker/bgp_settings.h"
#include "speaker/reports.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker {

struct ServiceChanged {
  model::Service service;
};
struct ServiceGone {
  model::ServiceKey key;
};

// One slice of a Service, or all of its endpoints where the API server has no slices.
struct EndpointsChanged {
  kube::Key slice;
  model::EndpointSlice endpoints;
};
struct EndpointsGone {
  kube::Key slice;
};

struct NodeChanged {
  model::Node node;
};
struct NodeGone {
  std::string name;
};

// Any Lease in our namespace: those that are no speaker's show that the API server is alive.
struct LeaseChanged {
  std::string name;
  kube::UnixMicros renewed;
  Duration age{};                             // by wall clock, when it was shown: a hint, no more
  std::optional<kube::SpeakerReport> report;  // without its lists; absent: nobody's, or it makes no sense
  bool drain_asked = false;
};
struct LeaseGone {
  std::string name;
};

// The ConfigMap, as config/news.h tells it.
using ConfigChanged = config::Changed;
using ConfigRejected = config::Rejected;
using ConfigGone = config::Gone;

// The passwords of peers that are kept in Secrets, all of them.
struct PasswordsChanged {
  Passwords passwords;
};

struct Synced {};

// From the wire loop.
struct Reported {
  report::Reports reports;
  UnixSeconds at{};  // by wall clock, for people
};
// How the BGP peers stand, all of them, when that is not as it was.
struct PeersStand {
  std::vector<kube::PeerStanding> peers;
};
// The wire loop runs: from here on this is the node's speaker.
struct WireUp {};
// It has said farewell, or could not begin.
struct WireLeft {};

// The answer to every WriteLease.
struct LeaseWritten {
  bool ok = false;
  Duration retry_after{};  // as the server said, when it did
};

// Empty the node, or no longer.
struct Drain {
  bool draining = false;
};

struct Tick {};  // the deadline has come
struct Stop {};

using Event =
    std::variant<ServiceChanged, ServiceGone, EndpointsChanged, EndpointsGone, NodeChanged, NodeGone,
                 LeaseChanged, LeaseGone, ConfigChanged, ConfigRejected, ConfigGone, PasswordsChanged, Synced,
                 Reported, PeersStand, WireUp, WireLeft, LeaseWritten, Drain, Tick, Stop>;

}  // namespace herald::speaker
