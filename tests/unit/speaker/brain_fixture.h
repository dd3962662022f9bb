// A speaker's Brain on node b, told events by hand, on a clock of the test's own. What it wants of the Lease
// is granted at once.
#pragma once

#include "speaker/brain.h"
#include "tests/unit/speaker/cluster.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>

namespace herald::speaker {

inline Brain::Settings settings_of(const std::string& node) {
  Brain::Settings settings;
  settings.self = bench::speaker(node).member;
  return settings;
}

inline report::Gained gained(const std::string& address, own::Cause cause = own::Cause::fresh) {
  return {.address = bench::ip(address), .epoch = own::Epoch(1), .cause = cause, .from = {}, .silence = {}};
}

class SpeakerBrainTest : public testing::Test {
 protected:
  void tell(Event event) {
    for (Effect& effect : brain_.step(now_, std::move(event)))
      effects_.push_back(std::move(effect));
  }
  template <class E>
  std::vector<E> take() {
    std::vector<E> found;
    Effects others;
    for (Effect& effect : effects_) {
      if (auto* const one = std::get_if<E>(&effect)) {
        found.push_back(std::move(*one));
      } else {
        others.push_back(std::move(effect));
      }
    }
    effects_ = std::move(others);
    return found;
  }
  order::Orders take_orders() {
    order::Orders all;
    for (SendOrders& send : take<SendOrders>())
      all.insert(all.end(), send.orders.begin(), send.orders.end());
    return all;
  }
  // The kinds of the orders since the last call.
  std::vector<std::string> kinds() {
    static const std::vector<std::string> all = {"want",  "unwant",   "roster", "layer2",
                                                 "drain", "complete", "macs"};
    std::vector<std::string> names;
    for (const order::Order& each : take_orders())
      names.push_back(all.at(each.index()));
    return names;
  }
  void tick_until(Instant end) {
    while (brain_.next_deadline() <= end) {
      now_ = std::max(now_, brain_.next_deadline());
      tell(Tick{});
      if (take_writes_ok_) answer_writes();
    }
    now_ = end;
  }
  void answer_writes() {
    for (WriteLease& write : take<WriteLease>()) {
      writes_.push_back(std::move(write));
      tell(LeaseWritten{.ok = true});
    }
  }
  void gain(const std::string& address) { tell(Reported{{gained(address)}}); }

  // One Service on 10.0.0.1, nodes a and b, this one is b.
  void start() {
    tell(WireUp{});
    tell(ConfigChanged{bench::config_of({bench::pool("lan", "10.0.0.0/24")}), "text"});
    tell(NodeChanged{bench::node("a")});
    tell(NodeChanged{bench::node("b")});
    tell(ServiceChanged{bench::service("web", {"10.0.0.1"})});
    tell(bench::endpoints("web", {bench::endpoint("a")}));
    tell(Synced{});
    answer_writes();
  }

  Brain brain_{settings_of("b")};
  Instant now_{std::chrono::seconds(1000)};
  Effects effects_;
  std::vector<WriteLease> writes_;
  bool take_writes_ok_ = true;
};

}  // namespace herald::speaker
