#include "core/alloc/tenancy.h"

#include "core/base/hash.h"

#include <algorithm>
#include <utility>

namespace herald::alloc {
namespace {

net::U128 digest(const model::ServicePort& port) {
  const std::uint64_t text = static_cast<std::uint64_t>(port.protocol) << 16 | port.number;
  return net::make_u128(mix64(text), mix64(~text));
}

}  // namespace

Tenancy::Tenancy(const Tenancy& other)
    : sole_(other.sole_), crowd_(other.crowd_ ? std::make_unique<Crowd>(*other.crowd_) : nullptr) {}

Tenancy& Tenancy::operator=(const Tenancy& other) {
  return *this = Tenancy(other);
}

bool Tenancy::tolerates(const SharingTerms& terms, std::optional<HolderId> self) const {
  if (sole_) return sole_ == self;
  if (!crowd_) return true;
  const auto& rightful = crowd_->rightful;
  const bool alone = rightful.empty() || (rightful.size() == 1 && self && rightful.contains(*self));
  if (alone) return true;
  if (terms.key.empty() || class_of(terms) != crowd_->common) return false;
  return !on_one_of(terms.ports, self).has_value();
}

bool Tenancy::welcomes(const SharingTerms& terms, std::optional<HolderId> self) const {
  const auto is_other = [&](HolderId trespasser) { return trespasser != self; };
  if (crowd_ && std::ranges::any_of(crowd_->trespassers, is_other)) return false;
  return tolerates(terms, self);
}

Tenancy::Crowd& Tenancy::gather() {
  if (!crowd_) crowd_ = std::make_unique<Crowd>();
  if (sole_) crowd_->rightful.insert(*std::exchange(sole_, std::nullopt));
  return *crowd_;
}

void Tenancy::disperse() {
  if (!crowd_ || !crowd_->trespassers.empty()) return;
  const auto& rightful = crowd_->rightful;
  const bool one_alone = rightful.size() == 1 && crowd_->common.key.empty();
  if (!one_alone && !rightful.empty()) return;
  if (one_alone) sole_ = *rightful.begin();
  crowd_.reset();
}

void Tenancy::add(HolderId holder, const SharingTerms& terms) {
  if (empty() && terms.key.empty()) {
    sole_ = holder;
    return;
  }
  const bool fits = tolerates(terms, std::nullopt);
  Crowd& crowd = gather();
  if (!fits) {
    crowd.trespassers.push_back(holder);
    return;
  }
  if (crowd.rightful.empty()) crowd.common = class_of(terms);
  crowd.rightful.insert(holder);
  if (terms.key.empty()) return;
  for (const model::ServicePort& port : terms.ports) {
    if (crowd.ports.emplace(port, holder).second) crowd.port_digest += digest(port);
  }
}

void Tenancy::remove(HolderId holder, const SharingTerms& terms) {
  if (sole_ == holder) sole_.reset();
  if (!crowd_) return;
  std::erase(crowd_->trespassers, holder);
  if (crowd_->rightful.erase(holder) != 0 && !terms.key.empty()) {
    for (const model::ServicePort& port : terms.ports) {
      if (crowd_->ports.erase(port) != 0) crowd_->port_digest -= digest(port);
    }
  }
  disperse();
}

void Tenancy::promote(const TermsOf& terms_of) {
  if (!crowd_ || crowd_->trespassers.empty()) return;
  const std::vector<HolderId> waiting = std::exchange(crowd_->trespassers, {});
  for (const HolderId holder : waiting)
    add(holder, terms_of(holder));
  disperse();
}

std::size_t Tenancy::size() const {
  if (!crowd_) return sole_ ? 1 : 0;
  return crowd_->rightful.size() + crowd_->trespassers.size();
}

bool Tenancy::has(HolderId holder) const {
  if (!crowd_) return sole_ == holder;
  return crowd_->rightful.contains(holder) || std::ranges::count(crowd_->trespassers, holder) != 0;
}

bool Tenancy::is_shared_with_others(std::optional<HolderId> self) const {
  if (!crowd_) return sole_ && sole_ != self;
  const bool self_is_there = self && crowd_->rightful.contains(*self);
  return crowd_->rightful.size() > (self_is_there ? 1U : 0U);
}

std::vector<HolderId> Tenancy::tenants() const {
  if (sole_) return {*sole_};
  if (!crowd_) return {};
  std::vector<HolderId> all(crowd_->rightful.begin(), crowd_->rightful.end());
  all.insert(all.end(), crowd_->trespassers.begin(), crowd_->trespassers.end());
  return all;
}

std::optional<HolderId> Tenancy::on_one_of(const std::vector<model::ServicePort>& ports,
                                           std::optional<HolderId> self) const {
  if (!crowd_) return std::nullopt;
  for (const model::ServicePort& port : ports) {
    const auto used = crowd_->ports.find(port);
    if (used != crowd_->ports.end() && used->second != self) return used->second;
  }
  return std::nullopt;
}

const SharingClass* Tenancy::open_to() const {
  const bool open =
      crowd_ && !crowd_->rightful.empty() && crowd_->trespassers.empty() && !crowd_->common.key.empty();
  return open ? &crowd_->common : nullptr;
}

}  // namespace herald::alloc
