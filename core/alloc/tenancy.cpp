#include "core/alloc/tenancy.h"

#include "core/base/hash.h"

#include <algorithm>

namespace herald::alloc {
namespace {

net::U128 digest(const model::ServicePort& port) {
  const std::uint64_t text = static_cast<std::uint64_t>(port.protocol) << 16 | port.number;
  return net::make_u128(mix64(text), mix64(~text));
}

}  // namespace

bool Tenancy::tolerates(const SharingTerms& terms, std::optional<HolderId> self) const {
  const bool alone = rightful_.empty() || (rightful_.size() == 1 && self && rightful_.contains(*self));
  if (alone) return true;
  if (terms.key.empty() || class_of(terms) != class_) return false;
  return !on_one_of(terms.ports, self).has_value();
}

bool Tenancy::welcomes(const SharingTerms& terms, std::optional<HolderId> self) const {
  const bool someone_must_leave =
      std::ranges::any_of(trespassers_, [&](HolderId trespasser) { return trespasser != self; });
  return !someone_must_leave && tolerates(terms, self);
}

bool Tenancy::add(HolderId holder, const SharingTerms& terms) {
  if (!tolerates(terms, std::nullopt)) {
    trespassers_.push_back(holder);
    return false;
  }
  if (rightful_.empty()) class_ = class_of(terms);
  rightful_.insert(holder);
  if (terms.key.empty()) return true;
  for (const model::ServicePort& port : terms.ports) {
    if (ports_.emplace(port, holder).second) port_digest_ += digest(port);
  }
  return true;
}

void Tenancy::remove(HolderId holder, const SharingTerms& terms) {
  std::erase(trespassers_, holder);
  if (rightful_.erase(holder) == 0 || terms.key.empty()) return;
  for (const model::ServicePort& port : terms.ports) {
    if (ports_.erase(port) != 0) port_digest_ -= digest(port);
  }
}

void Tenancy::promote(const TermsOf& terms_of) {
  if (trespassers_.empty()) return;
  std::vector<HolderId> waiting;
  waiting.swap(trespassers_);
  for (const HolderId holder : waiting)
    add(holder, terms_of(holder));
}

bool Tenancy::has(HolderId holder) const {
  return rightful_.contains(holder) || std::ranges::find(trespassers_, holder) != trespassers_.end();
}

std::optional<HolderId> Tenancy::on_one_of(const std::vector<model::ServicePort>& ports,
                                           std::optional<HolderId> self) const {
  for (const model::ServicePort& port : ports) {
    const auto used = ports_.find(port);
    if (used != ports_.end() && used->second != self) return used->second;
  }
  return std::nullopt;
}

const SharingClass* Tenancy::open_to() const {
  const bool open = !rightful_.empty() && trespassers_.empty() && !class_.key.empty();
  return open ? &class_ : nullptr;
}

}  // namespace herald::alloc
