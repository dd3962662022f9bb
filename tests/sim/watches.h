// The list/watch client of one simulated process, with everything that may legally happen to one: lists that
// take a while and fail, watches that lag, break off, repeat their last event and expire.
#pragma once

#include "controller/events.h"
#include "tests/sim/scenario.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace herald::sim {

class Watches {
 public:
  using Tell = std::function<void(controller::Event)>;

  Watches(World& world, Tell tell) : world_(world), tell_(std::move(tell)) {}

  // Lists everything anew; Synced{ticket} when all of it has been told.
  void refresh(std::uint64_t ticket);
  void something_happened();  // at the API server
  void cut();                 // all connections
  void close();

 private:
  struct Stream {
    const char* resource = "";
    std::uint64_t epoch = 0;  // of the connection; what belongs to an earlier one comes to nothing
    bool up = false;
    bool pump_due = false;
    kube::Version position = 0;
    std::set<kube::ObjectKey> known;
  };

  void relist(Stream& stream, Duration delay);
  void told_of(Stream& stream, const Store::Page& page);
  void schedule_pump(Stream& stream);
  void pump(Stream& stream);
  void cut(Stream& stream);
  void tell_change(Stream& stream, const Store::Change& change);
  void tell_object(const Store::Object& object);
  void tell_gone(const kube::ObjectKey& key);
  void tell_config(const std::string& text);
  void list_done(Stream& stream);

  World& world_;
  Tell tell_;
  bool closed_ = false;
  bool config_known_ = false;
  std::array<Stream, 3> streams_{Stream{.resource = kNamespaces, .known = {}},
                                 Stream{.resource = kConfigMaps, .known = {}},
                                 Stream{.resource = kServices, .known = {}}};
  std::uint64_t ticket_ = 0;
  std::set<std::string> lists_due_;  // before ticket_ is honoured
};

}  // namespace herald::sim
