#include "controller/write_queue.h"

#include "core/base/check.h"

#include <algorithm>

namespace herald::controller {

void WriteQueue::add(Instant earliest, const model::ServiceKey& key) {
  const auto penalty = penalties_.find(key);
  const Instant due = penalty == penalties_.end() ? earliest : std::max(earliest, penalty->second.until);
  const auto waiting = waiting_.find(key);
  if (waiting != waiting_.end() && waiting->second.first <= due) return;
  remove(key);
  const Place place{due, arrivals_++};
  order_.emplace(place, key);
  waiting_.emplace(key, place);
}

void WriteQueue::remove(const model::ServiceKey& key) {
  const auto at = waiting_.find(key);
  if (at == waiting_.end()) return;
  order_.erase(at->second);
  waiting_.erase(at);
}

void WriteQueue::forget(const model::ServiceKey& key) {
  remove(key);
  penalties_.erase(key);
}

void WriteQueue::clear() {
  order_.clear();
  waiting_.clear();
}

std::optional<model::ServiceKey> WriteQueue::take(Instant now) {
  if (in_flight_.size() >= limits_.in_flight || order_.empty()) return std::nullopt;
  const auto first = order_.begin();
  if (first->first.first > now) return std::nullopt;
  model::ServiceKey key = first->second;
  remove(key);
  const bool alone = in_flight_.insert(key).second;
  HERALD_CHECK(alone);  // whoever is in flight must not be added before it has landed
  return key;
}

void WriteQueue::landed(const model::ServiceKey& key) {
  in_flight_.erase(key);
}

void WriteQueue::delay(Instant now, const model::ServiceKey& key, Duration at_least) {
  Penalty& penalty = penalties_.try_emplace(key, Penalty{Backoff(limits_.backoff), now}).first->second;
  penalty.until = now + std::max(std::min(at_least, limits_.backoff.cap), penalty.backoff.next(random_));
  if (!waiting_.contains(key)) return;
  remove(key);
  add(now, key);
}

void WriteQueue::hurry(Instant now, const model::ServiceKey& key) {
  const auto penalty = penalties_.find(key);
  if (penalty == penalties_.end()) return;
  penalty->second.until = now;
  if (!waiting_.contains(key)) return;
  remove(key);
  add(now, key);
}

void WriteQueue::forgive(const model::ServiceKey& key) {
  penalties_.erase(key);
}

Instant WriteQueue::next_deadline() const {
  if (in_flight_.size() >= limits_.in_flight || order_.empty()) return kNever;
  return order_.begin()->first.first;
}

}  // namespace herald::controller
