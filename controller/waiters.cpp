#include "controller/waiters.h"

namespace herald::controller {
namespace {

template <class Index, class Things>
void enter(Index& index, const Things& things, const model::ServiceKey& key) {
  for (const auto& thing : things)
    index[thing].insert(key);
}

template <class Index, class Things>
void leave(Index& index, const Things& things, const model::ServiceKey& key) {
  for (const auto& thing : things) {
    const auto at = index.find(thing);
    if (at == index.end()) continue;
    at->second.erase(key);
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

void Waiters::set(const model::ServiceKey& key, const alloc::Waits& waits) {
  remove(key);
  waits_[key] = waits;
  enter(by_pool_, waits.pools, key);
  enter(by_address_, waits.addresses, key);
  enter(by_sharing_key_, waits.sharing_keys, key);
}

void Waiters::remove(const model::ServiceKey& key) {
  const auto at = waits_.find(key);
  if (at == waits_.end()) return;
  leave(by_pool_, at->second.pools, key);
  leave(by_address_, at->second.addresses, key);
  leave(by_sharing_key_, at->second.sharing_keys, key);
  waits_.erase(at);
}

ServiceKeys Waiters::woken_by(const alloc::Waits& freed) const {
  ServiceKeys keys;
  collect(by_pool_, freed.pools, keys);
  collect(by_address_, freed.addresses, keys);
  collect(by_sharing_key_, freed.sharing_keys, keys);
  return keys;
}

ServiceKeys Waiters::all() const {
  ServiceKeys keys;
  for (const auto& [key, waits] : waits_)
    keys.insert(key);
  return keys;
}

}  // namespace herald::controller
