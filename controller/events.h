// What the controller's brain is told. The shell promises: the events of one object come in the order of its
// versions, perhaps repeating some; every write that was asked for is answered by exactly one WriteDone.
#pragma once

#include "config/news.h"
#include "controller/effects.h"
#include "core/alloc/stranger.h"
#include "core/base/time.h"
#include "core/model/selector.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace herald::controller {

struct ServiceChanged {
  model::Service service;
};
struct ServiceGone {
  model::ServiceKey key;
};

struct NamespaceChanged {
  std::string name;
  model::Labels labels;
};
struct NamespaceGone {
  std::string name;
};

// The ConfigMap, as config/news.h tells it.
using ConfigChanged = config::Changed;
using ConfigRejected = config::Rejected;
using ConfigGone = config::Gone;

// Everything that was true when Refresh{ticket} was asked for has been told by now.
struct Synced {
  std::uint64_t ticket = 0;
};

namespace outcome {
struct Ok {
  model::Service stored;  // with its new version
};
struct Conflict {};  // not written: the version it named is no longer the present one
struct Gone {};      // not written: there is no such Service
struct Throttled {   // not written: come back later
  Duration retry_after{};
};
struct Failed {  // unknown: it may have been written, and it may even yet be
  std::string why;
};
}  // namespace outcome

struct WriteDone {
  WriteId id;
  model::ServiceKey service;
  std::variant<outcome::Ok, outcome::Conflict, outcome::Gone, outcome::Throttled, outcome::Failed> outcome;
};

struct Leader {
  bool leading = false;
};

// Somebody on the LAN who is none of ours answers for an address; and no longer does.
struct AddressConflict {
  net::IpAddress address;
  alloc::Stranger stranger;
};
struct AddressConflictOver {
  net::IpAddress address;
};

using LanConflicts = std::map<net::IpAddress, alloc::Stranger>;

struct Tick {};  // the deadline has come
struct Stop {};

using Event =
    std::variant<ServiceChanged, ServiceGone, NamespaceChanged, NamespaceGone, ConfigChanged, ConfigRejected,
                 ConfigGone, Synced, WriteDone, Leader, AddressConflict, AddressConflictOver, Tick, Stop>;

}  // namespace herald::controller
