// A Mind before an API server and speakers that are written down by hand: Services are put, Leases reported,
// and what is to be written of the condition lb.herald/Announced is read as short texts.
#pragma once

#include "controller/mind.h"
#include "tests/unit/controller/brain_fixture.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::controller {

class MindTest : public testing::Test {
 protected:
  void tell(Mind::Event event) {
    Mind::Effects made = mind_.step(now_, std::move(event));
    for (const Effect& effect : made.of_brain) {
      if (const auto* refresh = std::get_if<Refresh>(&effect)) ticket_ = refresh->ticket;
      brain_effects_.push_back(effect);
    }
    patches_.insert(patches_.end(), made.announced.begin(), made.announced.end());
  }
  void tell_brain(Event event) { tell(Mind::Event(std::move(event))); }

  // A Service that has its address and condition already.
  model::Service assigned(const std::string& name, const std::vector<std::string>& addresses) {
    model::Service service = bench::service(name);
    service.resource_version = "v" + std::to_string(++version_);
    for (const std::string& address : addresses)
      service.ingress.push_back(bench::ip(address));
    service.annotations["lb.herald/pool"] = "main";
    service.assigned = {true, "Assigned", "fine"};
    return service;
  }
  void put(model::Service service) {
    services_[service.key.name] = service;
    tell_brain(ServiceChanged{std::move(service)});
  }
  void lead(config::Protocol protocol = config::Protocol::layer2) {
    config::Config config = *bench::one_pool(20);
    config.pools.front().protocol = protocol;
    tell_brain(ConfigChanged{std::make_shared<const config::Config>(config), "text"});
    tell_brain(Leader{true});
    tell_brain(Synced{ticket_});
  }
  void report(const std::string& node, const std::vector<std::string>& owned,
              const std::vector<std::string>& silent = {}) {
    kube::SpeakerReport made;
    made.member.node = node;
    for (const std::string& address : owned)
      made.owned.insert(net::IpRange::single(bench::ip(address)));
    for (const std::string& address : silent)
      made.silent[model::Reason::no_ready_endpoints].insert(net::IpRange::single(bench::ip(address)));
    tell(LeaseSeen{"speaker-" + node, kube::UnixMicros(++renewal_), made});
  }
  // What was to be written since the last call: "web True Announced 10.0.0.1 from a".
  std::vector<std::string> take() {
    std::vector<std::string> texts;
    for (const PatchAnnounced& patch : patches_) {
      texts.push_back(patch.service.name + (patch.condition
                                                ? (patch.condition->is_true ? " True " : " False ") +
                                                      patch.condition->reason + " " + patch.condition->message
                                                : " none"));
    }
    taken_ = std::exchange(patches_, {});
    return texts;
  }
  // The API server takes what take() returned last, and the watch shows it.
  void store() {
    for (const PatchAnnounced& patch : std::exchange(taken_, {})) {
      model::Service& service = services_.at(patch.service.name);
      service.announced = patch.condition;
      service.resource_version = "v" + std::to_string(++version_);
      tell(AnnouncedWritten{patch.service, AnnouncedWritten::Outcome::written, patch.condition});
      tell_brain(ServiceChanged{service});
    }
  }
  void pass(Duration time) {
    const Instant end = now_ + time;
    while (mind_.next_deadline() <= end) {
      now_ = std::max(now_, mind_.next_deadline());
      tell_brain(Tick{});
    }
    now_ = end;
  }

  Mind mind_{Brain::Settings{}};
  Instant now_{std::chrono::seconds(1000)};
  std::uint64_t ticket_ = 0;
  std::int64_t renewal_ = 0;
  int version_ = 0;
  Effects brain_effects_;
  std::vector<PatchAnnounced> patches_;
  std::vector<PatchAnnounced> taken_;
  std::map<std::string, model::Service> services_;
};

}  // namespace herald::controller
