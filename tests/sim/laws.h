// The laws: what must hold after every write, and what must hold when the world has come to rest.
// Controllers act on what they know, and that is late by as much as watches lag; so a write is judged by
// every state of its neighbours, of the namespaces and of the configuration that somebody may still go by.
#pragma once

#include "controller/effects.h"
#include "controller/events.h"
#include "tests/sim/process.h"
#include "tests/sim/rules.h"
#include "tests/sim/scenario.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::sim {

// The longest time that a fact may take to be known everywhere: a lagging watch, cut, then lists that fail,
// and the write that was decided just before is late.
inline constexpr Duration kHindsight = seconds(20);

class Laws {
 public:
  explicit Laws(World& world) : world_(world) {}

  void on_change(const ServiceChange& change);
  void on_config(const std::shared_ptr<const config::Config>& before,
                 const std::shared_ptr<const config::Config>& after);
  void on_labels(const std::string& name, const model::Labels& labels);
  void on_event(const std::string& who, const controller::RecordEvent& event);
  // Nothing: he has gone.
  void on_stranger(net::IpAddress address, const std::optional<alloc::Stranger>& stranger);

  // The world is at rest, and `leader` leads it.
  void at_rest(const Process& leader);

  [[nodiscard]] const controller::LanConflicts& strangers() const { return strangers_; }
  [[nodiscard]] std::uint64_t writes() const { return writes_; }

 private:
  struct Edit {
    Instant when;
    model::Service before;
    model::Service after;
  };

  void note_user_edit(const ServiceChange& change);
  void count(const model::Service& before, const model::Service& after);
  void no_double(const model::Service& before, const model::Service& after);
  void the_older_keeps(const controller::RecordEvent& event);
  void no_needless_move(const model::Service& before, const model::Service& after);
  void from_a_pool(const model::Service& before, const model::Service& after);

  [[nodiscard]] bool excused(const model::Service& service, const model::Service& neighbour) const;
  [[nodiscard]] bool has_cause(const model::Service& before, net::IpAddress lost) const;
  [[nodiscard]] bool struck_out_lately(const model::ServiceKey& key, net::IpAddress address) const;
  [[nodiscard]] bool usurped_lately(net::IpAddress address) const;
  [[nodiscard]] bool planted_lately(const model::ServiceKey& key, net::IpAddress address) const;
  [[nodiscard]] bool terms_edited_lately(const model::ServiceKey& key) const;
  [[nodiscard]] std::vector<std::shared_ptr<const config::Config>> configs_in_force() const;
  [[nodiscard]] std::vector<model::Labels> labels_in_force(const std::string& name) const;
  template <class Test>
  [[nodiscard]] bool in_some_pool(const model::Service& service, Test&& test) const;

  void all_at_peace(const std::vector<model::Service>& services);
  void everyone_served(const Moment& moment);
  void everyone_told(const model::Service& service);
  void nothing_left_behind(const model::Service& service);
  void noted_how_it_is_announced(const Moment& moment, const model::Service& service);
  [[nodiscard]] bool only_other_words(const controller::PatchStatus& patch) const;
  void books_are_right(const Process& leader, const std::vector<model::Service>& services);
  void another_would_change_nothing(const Process& leader, const std::vector<model::Service>& services);

  World& world_;
  std::map<model::ServiceKey, std::vector<Edit>> edits_;      // by users
  std::vector<std::pair<Instant, model::Service>> departed_;  // deleted, as they were last
  std::map<std::shared_ptr<const config::Config>, std::pair<int, Instant>> configs_;  // users, last use
  std::map<std::string, std::vector<std::pair<Instant, model::Labels>>> labels_;
  NamespaceLabels namespaces_;
  controller::LanConflicts strangers_;
  std::map<net::IpAddress, Instant> usurped_until_;  // by strangers who were first
  std::map<std::pair<std::string, std::string>, controller::RecordEvent> last_event_;  // by who, about what
  std::set<model::ServiceKey> told_by_event_;
  std::uint64_t writes_ = 0;
};

}  // namespace herald::sim
