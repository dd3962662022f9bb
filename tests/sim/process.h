// One controller process: the brain under test, and a shell around it that performs its effects over a bad
// network. Dies, is stopped, loses the Lease; a restarted one is a new process under a new name.
#pragma once

#include "controller/brain.h"
#include "controller/refused_write.h"
#include "tests/sim/scenario.h"
#include "tests/sim/watches.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace herald::sim {

inline constexpr std::size_t kMaxInFlight = 4;
// What any request may take on its way, however late: less than what lies between two leaders.
inline constexpr Duration kLongestWay = milliseconds(4500);
inline constexpr Duration kRequestTimeout = seconds(3);

class Process {
 public:
  // Told whenever the brain is given another configuration, and of every Kubernetes Event.
  struct Observer {
    std::function<void(const std::shared_ptr<const config::Config>& before,
                       const std::shared_ptr<const config::Config>& after)>
        config;
    std::function<void(const std::string& who, const controller::RecordEvent& event)> event;
  };

  Process(World& world, std::string name, const Observer& observer);

  void start();
  void crash();
  void stop();
  void disconnect();  // every connection at once
  void lose_lease(Duration for_how_long);
  void something_happened() { watches_.something_happened(); }
  void tell(controller::Event event);

  [[nodiscard]] bool alive() const { return alive_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  [[nodiscard]] bool leading() const { return leading_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const controller::Brain& brain() const { return brain_; }
  [[nodiscard]] const std::shared_ptr<const config::Config>& config() const { return config_; }

 private:
  // The process's own monotonic clock: it started counting at some time of its own.
  [[nodiscard]] Instant own_time() const { return world_.now() + clock_offset_; }
  void schedule_tick();

  void perform(controller::Effect&& effect);
  void perform(controller::Refresh&& refresh) { watches_.refresh(refresh.ticket); }
  void perform(controller::RecordEvent&& event);
  void perform(controller::SaveLastGood&& save);
  void perform(controller::Stopped&& stopped);
  void perform(controller::PatchStatus&& patch) { send(std::move(patch)); }
  void perform(controller::PatchAnnotation&& patch) { send(std::move(patch)); }

  template <class Patch>
  void send(Patch patch);
  template <class Patch>
  void arrive(const Patch& patch);
  void check_manners(const model::ServiceKey& key, const std::string& version);
  using Outcome = decltype(controller::WriteDone::outcome);
  void refuse(controller::WriteId id, controller::RefusedWrite write);
  void answer(controller::WriteId id, Outcome outcome, Duration delay);
  void answered(controller::WriteId id, Outcome outcome);

  void try_lease();
  void lease_answer(bool granted, Instant sent);
  void set_leading(bool leading);

  World& world_;
  std::string name_;
  const Observer& observer_;
  controller::Brain brain_;
  Watches watches_;
  Duration clock_offset_;
  Instant tick_at_ = kNever;
  bool alive_ = true;
  bool stopping_ = false;
  bool leading_ = false;
  Instant leader_until_{};
  Instant lease_dark_until_{};
  std::shared_ptr<const config::Config> config_;
  struct Request {
    model::ServiceKey service;
    std::string uid;
  };
  std::map<controller::WriteId, Request> open_;    // unanswered
  std::map<model::ServiceKey, std::string> uids_;  // of the Services as last seen
  std::map<std::string, Instant> not_before_;      // Retry-After, by uid
};

}  // namespace herald::sim
