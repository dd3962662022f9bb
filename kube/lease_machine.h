// Leader election over one Lease object. A Machine (core/base/machine.h): the shell reads and writes the
// object, stamps the wall-clock times that people like to see in it, and feeds watch events on it in.
//
// It promises that two replicas never lead at the same instant, however late, slow or paused one of them is:
//  - a leader's term ends `renew_deadline` after it *sent* its last successful renewal;
//  - another replica takes over only `duration` after it *received* a record that has not changed since;
//  - every write names the version it replaces, so that one of two racing writes fails.
// Only the local monotonic clock is read: the times inside the Lease are not believed. That clock must go on
// while the machine is suspended (CLOCK_BOOTTIME), and clocks may differ in rate by duration /
// renew_deadline.
//
// A released Lease (empty holder) is taken at once by whoever sees it: with a watch on it, in one round trip.
// What remains, because a missing object has no version to go by: a replica that starts takes a Lease that is
// not there at once, so that a first installation does not wait. Who deletes the Lease of a living leader at
// the very moment a new replica starts, or twice within seconds, may see two for as long as that leader needs
// to notice.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::kube {

struct LeaseLimits {
  Duration duration = std::chrono::seconds(15);
  Duration renew_deadline = std::chrono::seconds(10);
  Duration retry = std::chrono::seconds(2);
  // After this the shell need not answer any more: the outcome of the request counts as unknown.
  Duration request_timeout = std::chrono::seconds(3);
};

// What the object says, as far as it matters here.
struct LeaseRecord {
  std::string holder;  // empty: free
  std::string resource_version;
  Duration duration{};  // as its holder promised; 0 when it does not say
  std::int32_t transitions = 0;

  friend bool operator==(const LeaseRecord&, const LeaseRecord&) = default;
};

namespace lease {

// Events. An answer to a request carries its attempt; answers to others are ignored.
struct Start {};
struct Found {  // the answer to Read
  std::uint64_t attempt;
  LeaseRecord record;
};
struct Missing {  // the object does not exist
  std::uint64_t attempt;
};
struct Written {
  std::uint64_t attempt;
  std::string resource_version;
};
struct Conflict {  // 409, to a create as to an update
  std::uint64_t attempt;
};
struct Failed {  // anything else, no answer included: whether it was carried out is unknown
  std::uint64_t attempt;
  std::optional<Duration> retry_after;
};
struct Seen {  // a watch shows the object
  LeaseRecord record;
};
struct Gone {};  // a watch shows that it was deleted
struct Tick {};
struct Stop {};

enum class StepDownReason : std::uint8_t { deadline_passed, deposed, stopping };

// Effects.
struct Read {
  std::uint64_t attempt;
};
struct Write {
  std::uint64_t attempt;
  std::string resource_version;  // empty: create it
  std::string holder;
  Duration duration;
  std::int32_t transitions;
  bool new_term;  // stamp acquireTime too, not only renewTime
};
struct Lead {};
struct StepDown {
  StepDownReason reason;
};
struct Finished {};  // after Stop: nothing is left to do

}  // namespace lease

class LeaseMachine {
 public:
  using Event = std::variant<lease::Start, lease::Found, lease::Missing, lease::Written, lease::Conflict,
                             lease::Failed, lease::Seen, lease::Gone, lease::Tick, lease::Stop>;
  using Effect = std::variant<lease::Read, lease::Write, lease::Lead, lease::StepDown, lease::Finished>;
  using Effects = std::vector<Effect>;

  // waiting, reading, acquiring as a follower; leading, confirming, renewing as the leader.
  enum class State : std::uint8_t {
    idle,
    waiting,
    reading,
    acquiring,
    leading,
    confirming,
    renewing,
    finishing,
    releasing,
    stopped
  };
  static constexpr std::size_t kStates = 10;

  // `identity` must be unique to this start of the process: name it after the Pod, and add when it started.
  LeaseMachine(std::string identity, const LeaseLimits& limits, std::uint64_t seed);

  Effects step(Instant now, Event event);
  [[nodiscard]] Instant next_deadline() const;

  // The truth at `now`, also for a process that slept through its own deadline.
  [[nodiscard]] bool leads(Instant now) const { return leader_ && now < leading_until_; }
  [[nodiscard]] State state() const;
  // Who leads, as far as we know; empty when nobody does.
  [[nodiscard]] const std::string& holder() const { return record_.holder; }

 private:
  enum class Activity : std::uint8_t { idle, waiting, reading, writing, finishing, releasing, stopped };
  enum class Request : std::uint8_t { none, read, write };
  enum class Knowledge : std::uint8_t { nothing, record, missing };

  void on(Instant now, const lease::Start& event);
  void on(Instant now, const lease::Found& event);
  void on(Instant now, const lease::Missing& event);
  void on(Instant now, const lease::Written& event);
  void on(Instant now, const lease::Conflict& event);
  void on(Instant now, const lease::Failed& event);
  void on(Instant now, const lease::Seen& event);
  void on(Instant now, const lease::Gone& event);
  void on(Instant now, const lease::Tick& event);
  void on(Instant now, const lease::Stop& event);

  [[nodiscard]] bool answers(Request request, std::uint64_t attempt) const {
    return asked_ == request && attempt == attempt_;
  }
  [[nodiscard]] bool stopping() const;
  [[nodiscard]] bool mine() const { return record_.holder == identity_; }
  [[nodiscard]] bool may_write(Instant now) const { return leader_ || now >= free_at_; }
  void step_down(lease::StepDownReason reason);
  void note_record(Instant now, const LeaseRecord& record);
  void note_missing(Instant now);
  [[nodiscard]] bool missing_is_stale(Instant now) const;
  void act(Instant now);
  void leave(Instant now);
  void finish();
  void wait_until(Instant when);
  void read(Instant now);
  void write(Instant now);
  void release(Instant now);
  void send(Instant now, Activity activity, Request request);
  void request_failed(Instant now, std::optional<Duration> retry_after);
  Duration retry_pause();
  [[nodiscard]] Duration promise_of(const LeaseRecord& record) const;
  void calm_down();

  std::string identity_;
  LeaseLimits limits_;
  Random random_;
  Backoff backoff_;
  Activity activity_ = Activity::idle;
  Effects effects_;

  Knowledge knowledge_ = Knowledge::nothing;
  bool must_read_ = true;     // what we know may be out of date through our own doing
  bool unsure_ = false;       // a write of ours may have been carried out without our hearing of it
  bool raced_ = false;        // the last write met a conflict
  LeaseRecord record_;        // as last seen; kept when the object goes missing
  Instant free_at_ = kNever;  // from here on a follower may take it
  Instant missing_seen_{};    // when the object was last found missing

  bool leader_ = false;
  Instant leading_until_{};

  Request asked_ = Request::none;  // and not answered
  std::uint64_t attempt_ = 0;
  LeaseRecord sent_;  // what the write under way would make of it
  bool sent_creates_ = false;
  bool disturbed_ = false;  // the watch told something since it was sent
  Instant sent_at_{};
  Instant deadline_ = kNever;  // of the request under way, or of the wait
  Instant stop_by_ = kNever;
};

}  // namespace herald::kube
