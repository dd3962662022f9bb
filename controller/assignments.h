// Keeps every Service at what the plan says, looking only at those that something happened to.
// Level-triggered: events mark Services dirty, `settle` plans them and hands what is wanted to the writer.
#pragma once

#include "config/config.h"
#include "config/protocol_book.h"
#include "controller/dirty_services.h"
#include "controller/effects.h"
#include "controller/events.h"
#include "controller/plan.h"
#include "controller/restore.h"
#include "controller/snapshot.h"
#include "controller/teller.h"
#include "controller/waiters.h"
#include "controller/writer.h"
#include "core/alloc/allocator.h"
#include "core/model/reason.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace herald::controller {

// What the brain has besides, lent for one step.
struct Desk {
  Instant now;
  const Snapshot& snapshot;
  Writer& writer;
  Effects& effects;
};

class Assignments {
 public:
  explicit Assignments(std::string load_balancer_class)
      : load_balancer_class_(std::move(load_balancer_class)) {}

  // Without a configuration nothing is given and nothing taken; those who wait are told why.
  void open_without_config(Desk& desk);
  void open(Desk& desk, const config::Config& config, const LanConflicts& conflicts);
  void close();

  // Each only while open.
  void seen(const Desk& desk, const model::ServiceKey& key);  // what is known of it has changed
  void gone(const Desk& desk, const model::ServiceKey& key);
  void namespace_changed(const Desk& desk, const std::string& name);
  void reconfigure(const Desk& desk, const config::Config& config);
  void quarantine(const Desk& desk, net::IpAddress address, const alloc::Stranger& stranger);
  void end_quarantine(const Desk& desk, net::IpAddress address);

  void settle(Desk& desk);

  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] std::uint64_t plans_made() const { return plans_made_; }
  // How often each reason was the outcome, "not ours" left out.
  using Decisions = std::map<model::Reason, std::uint64_t>;
  [[nodiscard]] const Decisions& decisions() const { return decisions_; }
  [[nodiscard]] const alloc::Allocator* allocator() const { return allocator_ ? &*allocator_ : nullptr; }

 private:
  void mark(const Desk& desk, const model::ServiceKey& key);
  template <class Keys>
  void mark_all(const Desk& desk, const Keys& keys);
  void wake(const Desk& desk, const alloc::Waits& freed);
  [[nodiscard]] std::optional<Seniority> next();
  void mark_announced_anew(const Desk& desk, const config::ProtocolBook& before);
  void mark_everything(const Desk& desk);  // and recalls what people have been told
  void consider(Desk& desk, const model::Service& service);
  [[nodiscard]] bool awaits_namespace(const Desk& desk, const model::Service& service) const;
  [[nodiscard]] Decision decide(const Desk& desk, const model::Service& service);
  [[nodiscard]] Decision decide_without_config(const model::Service& service) const;
  void note_waits(const model::Service& service, const Decision& decision);
  void step_back(const Desk& desk, const model::Service& service, const Wanted& wanted);
  void hold(const Desk& desk, const model::Service& service);
  void wipe_mark(const Desk& desk, const model::Service& service);
  void leave_alone(const Desk& desk, const model::ServiceKey& key);
  void tell_losers(Desk& desk);

  std::string load_balancer_class_;
  bool open_ = false;
  std::optional<alloc::Allocator> allocator_;  // none without a configuration
  std::vector<alloc::PoolSpec> pools_;
  config::ProtocolBook protocols_;
  config::Stranded stranded_ = config::Stranded::keep;
  Waiters waiters_;  // everybody who has less than was asked for
  DirtyServices dirty_;
  // Where something has become free, and up to whom those who wait for it have been asked since.
  std::map<alloc::Room, std::optional<Seniority>> with_room_;
  std::vector<ContestedClaim> contested_;  // found on opening; told once everybody has been planned
  Teller teller_;
  std::uint64_t plans_made_ = 0;
  Decisions decisions_;
};

}  // namespace herald::controller
