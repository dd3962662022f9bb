// The messages of a rib_out, in the order in which they are made.
#include "core/base/check.h"
#include "core/bgp/message.h"
#include "core/bgp/nlri.h"
#include "core/bgp/rib_out.h"
#include "core/bgp/update_packer.h"

#include <algorithm>
#include <utility>

namespace herald::bgp {
namespace {

RibOut::Message refresh_message(net::Family family, RouteRefresh::Kind kind) {
  RibOut::Message bytes;
  ByteWriter out(bytes);
  append_to(out, RouteRefresh{unicast(family), kind});
  return bytes;
}

}  // namespace

std::optional<RibOut::Message> RibOut::next_message() {
  while (outlet_) {
    if (begin_of_refresh_) return std::exchange(begin_of_refresh_, std::nullopt);
    if (auto message = next_withdrawal()) return message;
    if (auto message = next_announcement()) return message;
    if (auto message = end_of_batch()) return message;
    if (begin_batch() == Begun::nothing) break;
  }
  return std::nullopt;
}

// A number that has come to stand for a prefix of the other family moves to that one's list: hence the loop.
std::optional<RibOut::Message> RibOut::next_withdrawal() {
  while (!withdrawals_[0].empty() || !withdrawals_[1].empty()) {
    for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
      if (auto message = withdraw(family)) return message;
    }
  }
  return std::nullopt;
}

std::optional<RibOut::Message> RibOut::withdraw(net::Family family) {
  const std::vector<PrefixNumber> run = next_withdrawn(family);
  if (run.empty()) return std::nullopt;
  std::vector<Prefix> routes;
  routes.reserve(run.size());
  for (const PrefixNumber prefix : run)
    routes.push_back(table_.prefixes.value(prefix));
  Message bytes;
  ByteWriter out(bytes);
  const std::size_t packed = append_withdrawal(out, routes, outlet_->agreed.dialect);
  HERALD_CHECK(packed > 0);
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (i < packed)
      set(&Slot::advertised, run[i], 0);
    else
      queue_withdrawal(run[i]);
  }
  return bytes;
}

std::vector<PrefixNumber> RibOut::next_withdrawn(net::Family family) {
  std::vector<PrefixNumber>& list = withdrawals_[index(family)];
  std::vector<PrefixNumber> run;
  std::size_t size = 0;
  while (!list.empty() && size < outlet_->agreed.dialect.largest_sent) {
    const PrefixNumber prefix = list.back();
    list.pop_back();
    Slot& slot = slots_[prefix];
    slot.withdrawal_queued = false;
    if (slot.advertised == 0 || aim(prefix) != 0) continue;
    if (family_of(prefix) != family) {
      queue_withdrawal(prefix);
      continue;
    }
    run.push_back(prefix);
    size += encoded_size(table_.prefixes.value(prefix));
  }
  return run;
}

bool RibOut::due(const Announcement& announcement) const {
  const Slot& slot = slots_[announcement.prefix];
  return aim(announcement.prefix) == announcement.attributes &&
         (slot.advertised != slot.wanted || slot.again);
}

// The prefixes at the batch's head that can share a message, as far as they may fit.
std::vector<PrefixNumber> RibOut::next_run() {
  std::vector<PrefixNumber> run;
  while (batch_at_ < batch_.size() && !due(batch_[batch_at_]))
    ++batch_at_;
  std::size_t size = 0;
  for (std::size_t i = batch_at_; i < batch_.size() && size < outlet_->agreed.dialect.largest_sent; ++i) {
    const Announcement& next = batch_[i];
    const Announcement& first = batch_[batch_at_];
    if (next.family != first.family || next.attributes != first.attributes) break;
    if (!due(next) || family_of(next.prefix) != first.family) continue;
    run.push_back(next.prefix);
    size += encoded_size(table_.prefixes.value(next.prefix));
  }
  return run;
}

std::optional<RibOut::Message> RibOut::next_announcement() {
  while (batch_at_ < batch_.size()) {
    const std::vector<PrefixNumber> run = next_run();
    if (run.empty()) {
      // Only a number that serves another family by now can be due and yet not be in its run.
      batch_at_ = std::min(batch_at_ + 1, batch_.size());
      continue;
    }
    Message bytes = announce(batch_[batch_at_], run);
    if (!bytes.empty()) return bytes;
  }
  return std::nullopt;
}

RibOut::Message RibOut::announce(const Announcement& first, const std::vector<PrefixNumber>& run) {
  std::vector<Prefix> routes;
  routes.reserve(run.size());
  for (const PrefixNumber prefix : run)
    routes.push_back(table_.prefixes.value(prefix));
  Message bytes;
  ByteWriter out(bytes);
  const auto path =
      path_attributes(table_.attributes.value(first.attributes), first.family, *outlet_, leaving_);
  const std::size_t packed = append_announcement(out, path, routes, outlet_->agreed.dialect);
  if (packed == 0) {
    ++oversized_;
    ++batch_at_;
  }
  for (std::size_t i = 0; i < packed; ++i) {
    set(&Slot::advertised, run[i], first.attributes);
    slots_[run[i]].again = false;
  }
  return packed == 0 ? Message() : bytes;
}

std::optional<RibOut::Message> RibOut::end_of_batch() {
  finish_batch();
  if (refreshing_) {
    const net::Family family = *std::exchange(refreshing_, std::nullopt);
    if (outlet_->agreed.dialect.enhanced_route_refresh)
      return refresh_message(family, RouteRefresh::Kind::end);
  }
  if (!complete_ || !announcements_.empty() || end_of_rib_due_.empty()) return std::nullopt;
  const net::Family family = *end_of_rib_due_.begin();
  end_of_rib_due_.erase(end_of_rib_due_.begin());
  Message bytes;
  ByteWriter out(bytes);
  append_end_of_rib(out, unicast(family));
  return bytes;
}

void RibOut::finish_batch() {
  batch_ = {};
  batch_at_ = 0;
}

RibOut::Begun RibOut::begin_batch() {
  if (!refresh_due_.empty()) {
    begin_refresh(*refresh_due_.begin());
    return Begun::batch;
  }
  if (announcements_.empty()) return Begun::nothing;
  for (const PrefixNumber prefix : std::exchange(announcements_, {})) {
    slots_[prefix].announcement_queued = false;
    if (const AttributesNumber aimed = aim(prefix); aimed != 0)
      batch_.push_back({family_of(prefix), aimed, prefix});
  }
  std::ranges::sort(batch_);
  return Begun::batch;
}

void RibOut::begin_refresh(net::Family family) {
  refresh_due_.erase(family);
  refreshing_ = family;
  if (outlet_->agreed.dialect.enhanced_route_refresh)
    begin_of_refresh_ = refresh_message(family, RouteRefresh::Kind::begin);
  for (PrefixNumber prefix = 1; prefix < slots_.size() && outlet_->carries(family); ++prefix) {
    const AttributesNumber aimed = aim(prefix);
    if (aimed == 0 || family_of(prefix) != family) continue;
    slots_[prefix].again = true;
    batch_.push_back({family, aimed, prefix});
  }
  std::ranges::sort(batch_);
}

}  // namespace herald::bgp
