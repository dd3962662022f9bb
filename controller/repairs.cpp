#include "controller/repairs.h"

#include "core/base/hash.h"

#include <algorithm>
#include <string>

namespace herald::controller {

void Repairs::written(Instant now, const model::ServiceKey& key, Part part, const Wanted& wanted) {
  sweep(now);
  const Digest what = digest(part, wanted);
  const auto [at, first] = written_.try_emplace(place(key, part), Written{what, now, Backoff(backoff_)});
  if (first) return;
  Written& last = at->second;
  const bool repair = last.what == what && now <= last.earliest + kWhile;
  if (!repair) last.backoff.reset();
  last.what = what;
  last.earliest = repair ? now + last.backoff.next(random_) : now;
}

Instant Repairs::earliest(const model::ServiceKey& key, Part part, const Wanted& wanted) const {
  const auto at = written_.find(place(key, part));
  const bool again = at != written_.end() && at->second.what == digest(part, wanted);
  return again ? at->second.earliest : Instant::min();
}

void Repairs::forget(const model::ServiceKey& key) {
  for (const Part part : {Part::status, Part::annotation})
    written_.erase(place(key, part));
}

// Now and then, so that it costs next to nothing: a minute's writes are few enough to remember.
void Repairs::sweep(Instant now) {
  if (now < sweep_due_) return;
  std::erase_if(written_, [&](const auto& entry) { return now > entry.second.earliest + kWhile; });
  sweep_due_ = now + std::chrono::minutes(1);
}

Repairs::Digest Repairs::place(const model::ServiceKey& key, Part part) {
  return stable_hash(key.to_string(), static_cast<std::uint64_t>(part));
}

Repairs::Digest Repairs::digest(Part part, const Wanted& wanted) {
  if (part == Part::annotation)
    return stable_hash(wanted.pool.value_or(std::string()) + " " + wanted.protocol + " " + wanted.adopted);
  std::string text;
  for (const net::IpAddress address : wanted.ingress)
    text += address.to_string() + " ";
  if (wanted.condition) {
    text += wanted.condition->is_true ? "True " : "False ";
    text += wanted.condition->reason + " " + wanted.condition->message;
  }
  return stable_hash(text);
}

}  // namespace herald::controller
