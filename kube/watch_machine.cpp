#include "kube/watch_machine.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

using namespace watch;

constexpr int kGone = 410;
// Of a watch: a version that the server has yet to reach, since it lost its data or got back older ones. To
// wait until it gets there would be to miss all that happens until then. When it is only a proxy that gave
// up, a list does no harm.
constexpr int kVersionTooNew = 504;
constexpr int kTooManyExpiredPages = 2;

}  // namespace

WatchMachine::WatchMachine(const WatchLimits& limits, std::uint64_t seed)
    : limits_(limits), random_(seed), list_backoff_(limits.backoff), watch_backoff_(limits.backoff) {}

WatchMachine::Effects WatchMachine::step(Instant now, Event event) {
  std::visit([&](const auto& e) { on(now, e); }, event);
  return std::exchange(effects_, {});
}

bool WatchMachine::in_watch(Attempt attempt) const {
  return current(State::watching, attempt) || current(State::opening, attempt);
}

// ---- requests

void WatchMachine::wait(State state, Instant until) {
  state_ = state;
  deadline_ = until;
}

void WatchMachine::list_from_start() {
  ++round_;
  unreadable_ = 0;
  continue_token_.clear();
  list_page();
}

void WatchMachine::list_page() {
  wait(State::listing, kNever);
  const bool in_pages = expired_pages_ < kTooManyExpiredPages;
  effects_.emplace_back(StartList{++attempt_, in_pages ? limits_.page_size : 0, continue_token_});
}

void WatchMachine::open_watch() {
  const auto spread =
      std::chrono::duration_cast<std::chrono::seconds>(limits_.longest_watch - limits_.shortest_watch);
  const auto shortest = std::chrono::duration_cast<std::chrono::seconds>(limits_.shortest_watch);
  const auto jitter = random_.below(static_cast<std::uint64_t>(spread.count()) + 1);
  const std::chrono::seconds timeout = shortest + std::chrono::seconds(jitter);
  watch_timeout_ = timeout;
  wait(State::opening, kNever);
  effects_.emplace_back(StartWatch{++attempt_, resource_version_, timeout});
}

// ---- listing

void WatchMachine::on(Instant, const Start&) {
  if (state_ == State::idle) list_from_start();
}

void WatchMachine::on(Instant, const Listed& event) {
  if (!current(State::listing, event.attempt)) return;
  unreadable_ += event.unreadable;
  for (const Seen& seen : event.items) {
    known_.insert_or_assign(model::CompactKey(seen.key), round_);
    if (seen.object) effects_.emplace_back(Upsert{seen.key, *seen.object});
  }
}

void WatchMachine::on(Instant, const PageEnd& event) {
  if (!current(State::listing, event.attempt)) return;
  list_backoff_.reset();
  resource_version_ = event.resource_version;
  continue_token_ = event.continue_token;
  if (continue_token_.empty()) {
    finish_list();
  } else {
    list_page();
  }
}

void WatchMachine::finish_list() {
  expired_pages_ = 0;
  // With an item that nobody could name, "not in the list" proves nothing: what is missing is kept until a
  // list that can be read to the end. Keeping too much is harmless, taking a healthy address away is not.
  if (unreadable_ == 0) {
    known_.erase_if([&](const auto& entry) {
      if (entry.second == round_) return false;
      effects_.emplace_back(Delete{entry.first.key()});
      return true;
    });
  }
  if (!std::exchange(synced_, true)) effects_.emplace_back(Synced{});
  open_watch();
}

void WatchMachine::list_failed(Instant now, const RequestFailure& failure) {
  const bool in_continuation = !continue_token_.empty();
  const bool refused = failure.code >= 400 && failure.code < 500 && failure.code != 429;
  if (failure.code == kGone && in_continuation) {
    // The pages took longer than the server remembers. Begin again; if that happens again, without pages.
    const bool hopeless = ++expired_pages_ > kTooManyExpiredPages;
    return list_later(now, hopeless ? list_backoff_.next(random_) : Duration::zero());
  }
  // Whatever a server has against a continuation, it may not have against a beginning.
  const Duration pause = obey(list_backoff_.next(random_), failure);
  if (in_continuation && !refused) return wait(State::list_wait, now + pause);
  list_later(now, pause);
}

void WatchMachine::list_later(Instant now, Duration pause) {
  continue_token_.clear();
  if (pause == Duration::zero()) return list_from_start();
  wait(State::list_wait, now + pause);
}

Duration WatchMachine::obey(Duration own, const RequestFailure& failure) const {
  return std::max(own, std::min(failure.retry_after.value_or(Duration::zero()), limits_.longest_retry_after));
}

// ---- watching

void WatchMachine::on(Instant now, const Opened& event) {
  if (!current(State::opening, event.attempt)) return;
  opened_ = now;
  bookmarked_.reset();
  expect_a_sign(now);
}

// Until when something has to be heard of the watch.
void WatchMachine::expect_a_sign(Instant now) {
  Instant until = opened_ + watch_timeout_ + limits_.margin;
  if (bookmark_period_ > Duration::zero()) {
    until = std::min(until, now + std::max(bookmark_period_, limits_.least_bookmark_period) * 5 / 2);
  }
  wait(State::watching, until);
}

void WatchMachine::note_bookmark(Instant now) {
  if (bookmarked_) bookmark_period_ = std::max(bookmark_period_, now - *bookmarked_);
  bookmarked_ = now;
}

void WatchMachine::on(Instant now, const Changed& event) {
  if (!current(State::watching, event.attempt)) return;
  note_progress();
  expect_a_sign(now);
  if (!event.resource_version.empty()) resource_version_ = event.resource_version;
  if (event.deleted) {
    known_.erase_key(model::CompactKey(event.seen.key));
    effects_.emplace_back(Delete{event.seen.key});
    return;
  }
  known_.insert_or_assign(model::CompactKey(event.seen.key), round_);
  if (event.seen.object) effects_.emplace_back(Upsert{event.seen.key, *event.seen.object});
}

void WatchMachine::on(Instant now, const Bookmark& event) {
  if (!current(State::watching, event.attempt)) return;
  note_progress();
  note_bookmark(now);
  expect_a_sign(now);
  if (!event.resource_version.empty()) resource_version_ = event.resource_version;
}

void WatchMachine::note_progress() {
  fresh_ = true;
  watch_backoff_.reset();
}

void WatchMachine::note_lifetime(Instant now) {
  if (state_ == State::watching && now - opened_ >= limits_.healthy_watch) note_progress();
}

void WatchMachine::on(Instant now, const Ended& event) {
  if (current(State::listing, event.attempt)) return list_failed(now, {});
  if (in_watch(event.attempt)) watch_failed(now, {});
}

void WatchMachine::on(Instant now, const Failed& event) {
  if (current(State::listing, event.attempt)) return list_failed(now, event.failure);
  if (!in_watch(event.attempt)) return;
  if (state_ == State::watching) effects_.emplace_back(Close{event.attempt});
  watch_failed(now, event.failure);
}

void WatchMachine::watch_failed(Instant now, const RequestFailure& failure) {
  note_lifetime(now);
  const Duration pause = pause_before_watch(failure);
  if (failure.code == kGone || failure.code == kVersionTooNew) return list_later(now, pause);
  if (pause == Duration::zero()) return open_watch();
  wait(State::watch_wait, now + pause);
}

// The end of a watch that worked is answered at once, so that nothing is seen late; only when that does not
// help either do we slow down. A server that asks for patience gets it.
Duration WatchMachine::pause_before_watch(const RequestFailure& failure) {
  const bool normal = failure.code == 0 || failure.code == kGone;
  if (std::exchange(fresh_, false) && normal && !failure.retry_after) return Duration::zero();
  return obey(watch_backoff_.next(random_), failure);
}

// ---- both

void WatchMachine::on(Instant now, const Tick&) {
  if (now < deadline_) return;
  if (state_ == State::list_wait) {
    if (continue_token_.empty()) return list_from_start();
    return list_page();
  }
  if (state_ == State::watch_wait) return open_watch();
  if (state_ == State::watching) {
    effects_.emplace_back(Close{attempt_, true});
    // The one who answers now may be another server, which has to prove it anew: so one that sends no
    // bookmarks is dropped in vain once, and not again and again.
    bookmark_period_ = Duration::zero();
    watch_failed(now, {});
  }
}

void WatchMachine::on(Instant, const Stop&) {
  const bool asked = state_ == State::listing || state_ == State::opening || state_ == State::watching;
  if (asked) effects_.emplace_back(Close{attempt_});
  wait(State::stopped, kNever);
}

}  // namespace herald::kube
