// The controller's mind: which phase it is in, and where each event belongs.
//   following        not the leader: keeps its snapshot warm and says nothing
//   refreshing       leader since a moment ago: the snapshot may lag behind what the last leader wrote, so
//                    everything is listed anew before anything is decided
//   awaiting_config  leader, but no valid configuration has been seen: nothing is given and nothing taken
//   steady           everything that was in a status has been restored
//   stopping         the farewell: no new writes, and none of those under way unanswered
// Promises: writes only as leader; never gives an address that any status shows or may come to show, except
// to Services that may share it.
#pragma once

#include "controller/assignments.h"
#include "controller/effects.h"
#include "controller/events.h"
#include "controller/snapshot.h"
#include "controller/writer.h"
#include "core/base/machine.h"
#include "core/base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace herald::controller {

enum class Phase : std::uint8_t { following, refreshing, awaiting_config, steady, stopping };

class Brain {
 public:
  using Event = controller::Event;
  using Effects = controller::Effects;

  struct Settings {
    std::string load_balancer_class;  // empty: Services without a class
    std::string config_namespace = "herald-system";
    std::string config_name = "config";
    WriteQueue::Limits writes;
    // The same bound that the Lease lives by: no request is under way for longer.
    Duration request_lifetime = std::chrono::seconds(15);
    std::uint64_t seed = 0;  // for jitter
  };

  explicit Brain(Settings settings);

  Effects step(Instant now, Event event);
  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] Phase phase() const { return phase_; }
  // The Services as decisions see them: warm in every phase.
  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  // Whether it is for us to give it an address: a load balancer of our class.
  [[nodiscard]] bool serves(const model::Service& service) const;
  // How often a plan was made since the process started: what an event costs.
  [[nodiscard]] std::uint64_t plans_made() const { return assignments_.plans_made(); }
  // How often each reason was the outcome of a decision.
  [[nodiscard]] const Assignments::Decisions& decisions() const { return assignments_.decisions(); }
  [[nodiscard]] bool config_is_stale() const { return problem_.has_value(); }
  // Null unless steady.
  [[nodiscard]] const alloc::Allocator* allocator() const { return assignments_.allocator(); }

 private:
  void on(Desk& desk, ServiceChanged&& event);
  void on(Desk& desk, ServiceGone&& event);
  void on(Desk& desk, NamespaceChanged&& event);
  void on(Desk& desk, NamespaceGone&& event);
  void on(Desk& desk, ConfigChanged&& event);
  void on(Desk& desk, ConfigRejected&& event);
  void on(Desk& desk, ConfigGone&& event);
  void on(Desk& desk, Synced&& event);
  void on(Desk& desk, WriteDone&& event);
  void on(Desk& desk, Leader&& event);
  void on(Desk& desk, AddressConflict&& event);
  void on(Desk& desk, AddressConflictOver&& event);
  void on(Desk& desk, Tick&& event);
  void on(Desk& desk, Stop&& event);

  void open(Desk& desk);
  void close();
  void act(Desk& desk);
  void speak_of_config(Effects& effects);
  void say_farewell(Effects& effects);

  Settings settings_;
  Phase phase_ = Phase::following;
  std::uint64_t ticket_ = 0;
  bool stopped_ = false;
  Snapshot snapshot_;
  LanConflicts lan_conflicts_;
  Writer writer_;
  Assignments assignments_;

  std::shared_ptr<const config::Config> config_;  // the last good one; null until there was one
  std::optional<std::string> config_text_;
  std::optional<std::string> saved_text_;
  std::optional<std::string> problem_;  // why the present ConfigMap is not what holds
  std::optional<std::string> reported_problem_;
};

static_assert(Machine<Brain>);

}  // namespace herald::controller
