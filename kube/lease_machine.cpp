#include "kube/lease_machine.h"

#include "core/base/check.h"
#include "kube/objects.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

using namespace lease;

constexpr Duration kReleasedDuration = std::chrono::seconds(1);
constexpr Duration kLongestPromise = std::chrono::hours(1);  // what a record may claim
constexpr Duration kLongestRetryAfter = std::chrono::seconds(30);

}  // namespace

LeaseMachine::LeaseMachine(std::string identity, const LeaseLimits& limits, std::uint64_t seed)
    : identity_(std::move(identity)),
      limits_(limits),
      random_(seed),
      backoff_({.first = limits.retry / 4, .cap = limits.retry}) {
  HERALD_CHECK(!identity_.empty());
  HERALD_CHECK(limits_.retry < limits_.renew_deadline && limits_.renew_deadline < limits_.duration);
}

LeaseMachine::Effects LeaseMachine::step(Instant now, Event event) {
  if (leader_ && now >= leading_until_) step_down(StepDownReason::deadline_passed);
  std::visit([&](const auto& e) { on(now, e); }, event);
  return std::exchange(effects_, {});
}

Instant LeaseMachine::next_deadline() const {
  return std::min({deadline_, stop_by_, leader_ ? leading_until_ : kNever});
}

LeaseMachine::State LeaseMachine::state() const {
  switch (activity_) {
    case Activity::idle:
      return State::idle;
    case Activity::waiting:
      return leader_ ? State::leading : State::waiting;
    case Activity::reading:
      return leader_ ? State::confirming : State::reading;
    case Activity::writing:
      return leader_ ? State::renewing : State::acquiring;
    case Activity::finishing:
      return State::finishing;
    case Activity::releasing:
      return State::releasing;
    case Activity::stopped:
      return State::stopped;
  }
  return State::stopped;
}

bool LeaseMachine::stopping() const {
  return activity_ == Activity::finishing || activity_ == Activity::releasing;
}

// ---- what we know

void LeaseMachine::step_down(StepDownReason reason) {
  leader_ = false;
  effects_.emplace_back(StepDown{reason});
}

void LeaseMachine::note_record(Instant now, const LeaseRecord& record) {
  const bool changed = knowledge_ != Knowledge::record || record_.resource_version != record.resource_version;
  record_ = record;
  knowledge_ = Knowledge::record;
  must_read_ = unsure_ = false;
  if (leader_ && !mine()) step_down(StepDownReason::deposed);
  if (record.holder.empty() || mine()) {
    free_at_ = now;
  } else if (changed) {
    const Duration promise = promise_of(record);
    free_at_ = now + promise;
  }
}

void LeaseMachine::note_missing(Instant now) {
  const bool first_look = knowledge_ == Knowledge::nothing;
  const bool news = knowledge_ != Knowledge::missing || missing_is_stale(now);
  knowledge_ = Knowledge::missing;
  missing_seen_ = now;
  must_read_ = unsure_ = false;
  // Somebody may have held it and renewed just before the object went, and leads on until that is noticed;
  // what we knew of the holder may be out of date. (A leader is not held up by this: it puts its own Lease
  // back.)
  if (news) free_at_ = first_look ? now : now + std::max(promise_of(record_), limits_.duration);
}

// A record that was not there a while ago may have come and gone: a create has no version to fail by.
bool LeaseMachine::missing_is_stale(Instant now) const {
  return now - missing_seen_ > limits_.request_timeout + 2 * limits_.retry;
}

// ---- what we do

Duration LeaseMachine::promise_of(const LeaseRecord& record) const {
  if (record.duration <= Duration::zero()) return limits_.duration;
  return std::min(record.duration, kLongestPromise);
}

void LeaseMachine::calm_down() {
  backoff_.reset();
  raced_ = false;
}

void LeaseMachine::wait_until(Instant when) {
  activity_ = Activity::waiting;
  asked_ = Request::none;
  deadline_ = when;
}

Duration LeaseMachine::retry_pause() {
  const auto spread = static_cast<std::uint64_t>(limits_.retry.count()) / 5;
  return limits_.retry - Duration(static_cast<Duration::rep>(random_.below(spread + 1)));
}

void LeaseMachine::send(Instant now, Activity activity, Request request) {
  activity_ = activity;
  asked_ = request;
  ++attempt_;
  sent_at_ = now;
  disturbed_ = false;
  deadline_ = now + limits_.request_timeout;
}

void LeaseMachine::read(Instant now) {
  send(now, stopping() ? Activity::finishing : Activity::reading, Request::read);
  effects_.emplace_back(Read{attempt_});
}

void LeaseMachine::write(Instant now) {
  send(now, Activity::writing, Request::write);
  sent_creates_ = knowledge_ == Knowledge::missing;
  const bool new_term = sent_creates_ || !mine();
  sent_ = {.holder = identity_, .resource_version = {}, .duration = limits_.duration, .transitions = 0};
  if (!sent_creates_) sent_.transitions = record_.transitions + (new_term ? 1 : 0);
  effects_.emplace_back(Write{attempt_, sent_creates_ ? std::string() : record_.resource_version, identity_,
                              limits_.duration, sent_.transitions, new_term});
}

void LeaseMachine::release(Instant now) {
  send(now, Activity::releasing, Request::write);
  sent_ = {.holder = {},
           .resource_version = {},
           .duration = kReleasedDuration,
           .transitions = record_.transitions};
  effects_.emplace_back(
      Write{attempt_, record_.resource_version, {}, kReleasedDuration, record_.transitions, false});
}

// No request is under way: do the next thing.
void LeaseMachine::act(Instant now) {
  if (stopping()) return leave(now);
  const bool stale = knowledge_ == Knowledge::missing && !leader_ && missing_is_stale(now);
  if (must_read_ || stale) return read(now);
  if (may_write(now)) return write(now);
  calm_down();
  wait_until(std::min(now + retry_pause(), free_at_));
}

void LeaseMachine::leave(Instant now) {
  if (must_read_ && (mine() || unsure_)) return read(now);
  if (knowledge_ == Knowledge::record && mine()) return release(now);
  finish();
}

void LeaseMachine::finish() {
  activity_ = Activity::stopped;
  asked_ = Request::none;
  deadline_ = stop_by_ = kNever;
  effects_.emplace_back(Finished{});
}

// ---- answers

void LeaseMachine::on(Instant now, const Start&) {
  if (activity_ == Activity::idle) read(now);
}

void LeaseMachine::on(Instant now, const Found& event) {
  if (!answers(Request::read, event.attempt)) return;
  note_record(now, event.record);
  act(now);
}

void LeaseMachine::on(Instant now, const Missing& event) {
  if (asked_ == Request::none || event.attempt != attempt_) return;
  const bool created = activity_ == Activity::writing && sent_creates_;
  if (created) return request_failed(now, {});  // it is the namespace that is missing
  note_missing(now);
  act(now);
}

void LeaseMachine::on(Instant now, const Written& event) {
  if (!answers(Request::write, event.attempt)) return;
  if (activity_ == Activity::releasing) return finish();
  calm_down();
  // A watch may have shown what came after our write before we heard of the write itself.
  const bool overtaken = disturbed_ && knowledge_ == Knowledge::record &&
                         record_.resource_version != event.resource_version &&
                         !is_older(record_.resource_version, event.resource_version).value_or(false);
  if (!overtaken) {
    sent_.resource_version = event.resource_version;
    note_record(now, sent_);
  }
  if (stopping()) return leave(now);
  if (!mine()) return act(now);
  leading_until_ = sent_at_ + limits_.renew_deadline;
  if (now >= leading_until_) return act(now);
  if (!std::exchange(leader_, true)) effects_.emplace_back(Lead{});
  wait_until(std::max(now, sent_at_ + retry_pause()));
}

void LeaseMachine::on(Instant now, const Conflict& event) {
  if (!answers(Request::write, event.attempt)) return;
  must_read_ = true;
  // Once is a lost race; a server that says so again and again is not to be hurried.
  if (stopping() || std::exchange(raced_, true) == false) return read(now);
  wait_until(now + backoff_.next(random_));
}

void LeaseMachine::on(Instant now, const Failed& event) {
  if (asked_ != Request::none && event.attempt == attempt_) request_failed(now, event.retry_after);
}

void LeaseMachine::request_failed(Instant now, std::optional<Duration> retry_after) {
  if (stopping()) return finish();  // it expires by itself
  unsure_ = unsure_ || activity_ == Activity::writing;
  must_read_ = true;
  const Duration asked = std::min(retry_after.value_or(Duration::zero()), kLongestRetryAfter);
  wait_until(now + std::max(asked, backoff_.next(random_)));
}

// ---- the watch, time, the end

void LeaseMachine::on(Instant now, const Seen& event) {
  if (activity_ == Activity::idle || activity_ == Activity::stopped) return;
  const bool older = knowledge_ == Knowledge::record &&
                     is_older(event.record.resource_version, record_.resource_version).value_or(false);
  if (older) return;
  disturbed_ = true;
  note_record(now, event.record);
  // A leader renews when it is time, and nobody writes twice at once.
  if (activity_ == Activity::waiting && !leader_ && may_write(now)) act(now);
}

void LeaseMachine::on(Instant now, const Gone&) {
  if (activity_ == Activity::idle || activity_ == Activity::stopped) return;
  note_missing(now);
  if (activity_ == Activity::waiting) act(now);
}

void LeaseMachine::on(Instant now, const Tick&) {
  if (now >= stop_by_) return finish();
  if (now < deadline_) return;
  if (asked_ != Request::none) return request_failed(now, {});
  if (activity_ != Activity::waiting) return;
  // A follower asks again who holds it, unless it may take it anyway.
  if (!may_write(now)) must_read_ = true;
  act(now);
}

void LeaseMachine::on(Instant now, const Stop&) {
  if (activity_ == Activity::stopped || stopping()) return;
  if (leader_) step_down(StepDownReason::stopping);
  stop_by_ = now + limits_.request_timeout;
  // Only an answer that may show the Lease to be ours is worth waiting for.
  const bool wait = asked_ == Request::write || (asked_ == Request::read && (mine() || unsure_));
  activity_ = Activity::finishing;
  if (!wait) leave(now);
}

}  // namespace herald::kube
