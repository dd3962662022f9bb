#include "core/bgp/rib_out.h"

#include "core/bgp/message.h"

#include <array>
#include <utility>

namespace herald::bgp {

RibOut::~RibOut() {
  down();
  for (PrefixNumber prefix = 1; prefix < slots_.size(); ++prefix)
    set(&Slot::wanted, prefix, 0);
}

void RibOut::want(const Prefix& prefix, const RouteAttributes& attributes) {
  const PrefixNumber number = table_.prefixes.hold(prefix);
  const AttributesNumber wanted = table_.attributes.hold(attributes);
  if (slot_of(number).wanted != wanted) {
    set(&Slot::wanted, number, wanted);
    queue_announcement(number);
  }
  table_.attributes.release(wanted);
  table_.prefixes.release(number);
}

void RibOut::unwant(const Prefix& prefix) {
  const auto number = table_.prefixes.find(prefix);
  if (!number || slot_of(*number).wanted == 0) return;
  queue_withdrawal(*number);
  set(&Slot::wanted, *number, 0);
}

void RibOut::leave(Leaving leaving) {
  if (std::exchange(leaving_, leaving) == leaving || !outlet_) return;
  for (PrefixNumber prefix = 1; prefix < slots_.size(); ++prefix)
    say_again(prefix);
}

void RibOut::move(const LocalAddresses& local) {
  if (!outlet_) return;
  const LocalAddresses before = std::exchange(outlet_->local, local);
  const auto moves = [&](net::Family family) {
    const Dialect& dialect = outlet_->agreed.dialect;
    return next_hop(family, before, dialect) != next_hop(family, local, dialect);
  };
  const std::array<bool, 2> moved = {moves(net::Family::ipv4), moves(net::Family::ipv6)};
  for (PrefixNumber prefix = 1; prefix < slots_.size(); ++prefix) {
    const bool used = slots_[prefix].wanted != 0 || slots_[prefix].advertised != 0;
    if (used && moved.at(index(family_of(prefix)))) say_again(prefix);
  }
}

// A number is only asked for its prefix while this slot holds it.
AttributesNumber RibOut::aim(PrefixNumber prefix) const {
  const AttributesNumber wanted = slots_[prefix].wanted;
  if (wanted == 0 || leaving_ == Leaving::now || !outlet_->carries(family_of(prefix))) return 0;
  return wanted;
}

// What is advertised under the same number reads differently from now on.
void RibOut::say_again(PrefixNumber prefix) {
  slots_[prefix].again = slots_[prefix].advertised != 0;
  if (aim(prefix) != 0)
    queue_announcement(prefix);
  else
    queue_withdrawal(prefix);
}

void RibOut::up(Outlet outlet) {
  down();
  outlet_ = std::move(outlet);
  end_of_rib_due_ = outlet_->agreed.families;
  queue_everything();
}

void RibOut::down() {
  if (!outlet_) return;
  outlet_.reset();
  withdrawals_ = {};
  announcements_ = {};
  finish_batch();
  begin_of_refresh_.reset();
  end_of_rib_due_.clear();
  refresh_due_.clear();
  refreshing_.reset();
  for (PrefixNumber prefix = 1; prefix < slots_.size(); ++prefix) {
    set(&Slot::advertised, prefix, 0);
    slots_[prefix] = Slot{.wanted = slots_[prefix].wanted};
  }
}

bool RibOut::has_more() const {
  if (!outlet_) return false;
  const bool withdrawals = !withdrawals_[0].empty() || !withdrawals_[1].empty();
  const bool announcements = !announcements_.empty() || !batch_.empty();
  const bool ends = (complete_ && !end_of_rib_due_.empty()) || refreshing_.has_value();
  return withdrawals || announcements || ends || !refresh_due_.empty() || begin_of_refresh_.has_value();
}

void RibOut::refresh(net::Family family) {
  if (outlet_ && outlet_->agreed.families.contains(family)) refresh_due_.insert(family);
}

RibOut::Slot& RibOut::slot_of(PrefixNumber prefix) {
  if (prefix >= slots_.size()) slots_.resize(prefix + 1);
  return slots_[prefix];
}

// Each side of a slot that says something holds the prefix and the attributes it speaks of. The new ones are
// held before the old ones are let go: they may be the same.
void RibOut::set(AttributesNumber Slot::* side, PrefixNumber prefix, AttributesNumber to) {
  const AttributesNumber from = slots_[prefix].*side;
  if (from == to) return;
  auto& counts = side == &Slot::wanted ? wanted_ : advertised_;
  const std::size_t family = index(family_of(prefix));
  table_.attributes.hold_again(to);
  table_.attributes.release(from);
  slots_[prefix].*side = to;
  if (from == 0) {
    table_.prefixes.hold_again(prefix);
    ++counts[family];
  }
  if (to == 0) {
    table_.prefixes.release(prefix);
    --counts[family];
  }
}

void RibOut::queue_withdrawal(PrefixNumber prefix) {
  Slot& slot = slots_[prefix];
  if (slot.advertised == 0 || std::exchange(slot.withdrawal_queued, true)) return;
  withdrawals_[index(family_of(prefix))].push_back(prefix);
}

void RibOut::queue_announcement(PrefixNumber prefix) {
  if (!outlet_ || std::exchange(slots_[prefix].announcement_queued, true)) return;
  announcements_.push_back(prefix);
}

void RibOut::queue_everything() {
  for (PrefixNumber prefix = 1; prefix < slots_.size(); ++prefix) {
    if (slots_[prefix].wanted != 0) queue_announcement(prefix);
  }
}

}  // namespace herald::bgp
