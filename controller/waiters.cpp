#include "controller/waiters.h"

namespace herald::controller {
namespace {

template <class Index, class Things, class Who>
void enter(Index& index, const Things& things, const Who& who) {
  for (const auto& thing : things)
    index[thing].insert(who);
}

template <class Index, class Things, class Who>
void leave(Index& index, const Things& things, const Who& who) {
  for (const auto& thing : things) {
    const auto at = index.find(thing);
    if (at == index.end()) continue;
    at->second.erase(who);
    if (at->second.empty()) index.erase(at);
  }
}

template <class Index, class Things>
void collect(const Index& index, const Things& things, ServiceKeys& keys) {
  for (const auto& thing : things) {
    const auto at = index.find(thing);
    if (at != index.end()) keys.insert(at->second.begin(), at->second.end());
  }
}

}  // namespace

void Waiters::set(const model::Service& service, const alloc::Waits& waits) {
  const model::ServiceKey& key = service.key;
  remove(key);
  waiters_[key] = {service.created, waits};
  enter(by_room_, waits.room, seniority_of(service));
  enter(by_address_, waits.addresses, key);
  enter(by_sharing_key_, waits.sharing_keys, key);
}

void Waiters::remove(const model::ServiceKey& key) {
  const auto at = waiters_.find(key);
  if (at == waiters_.end()) return;
  const alloc::Waits& waits = at->second.waits;
  leave(by_room_, waits.room, Seniority(at->second.created, key));
  leave(by_address_, waits.addresses, key);
  leave(by_sharing_key_, waits.sharing_keys, key);
  waiters_.erase(at);
}

ServiceKeys Waiters::woken_by(const alloc::Waits& freed) const {
  ServiceKeys keys;
  collect(by_address_, freed.addresses, keys);
  collect(by_sharing_key_, freed.sharing_keys, keys);
  return keys;
}

std::optional<Seniority> Waiters::next_for(const alloc::Room& room,
                                           const std::optional<Seniority>& behind) const {
  const auto waiting = by_room_.find(room);
  if (waiting == by_room_.end()) return std::nullopt;
  const auto next = behind ? waiting->second.upper_bound(*behind) : waiting->second.begin();
  return next == waiting->second.end() ? std::nullopt : std::optional(*next);
}

ServiceKeys Waiters::all() const {
  ServiceKeys keys;
  for (const auto& [key, waiter] : waiters_)
    keys.insert(key);
  return keys;
}

}  // namespace herald::controller
