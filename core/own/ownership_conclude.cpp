// What follows from an event, once it has been noted: the census is brought up to date, the addresses that it
// touched are judged anew, orphans are dealt, and what is news goes to all.
#include "core/own/ownership.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace herald::own {
namespace {

constexpr Duration kLately = std::chrono::seconds(5);

Wanted wanted(const net::IpAddress& address, const Slot& slot) {
  return {.address = address, .eligible = slot.wanted->eligible, .need = slot.wanted->need};
}

}  // namespace

Ownership::Effects Ownership::conclude(Instant now) {
  do {
    follow_the_census(now);
    follow_reach(now);
  } while (advance_phase());
  judge_touched(now);
  rebalance(now);
  deal_orphans(now);
  flush_news(now);
  std::move(sends_.begin(), sends_.end(), std::back_inserter(effects_));
  sends_.clear();
  take_leave();
  return std::exchange(effects_, {});
}

Census::Self Ownership::self() const {
  const bool no_part = phase_ == Phase::waiting || rival_until_ != Instant{} || census_.roster().superseded();
  return {.waiting = no_part,
          .joining = phase_ == Phase::joining,
          .draining = draining_,
          .cut_off = cut_off_,
          .unmet = unmet_};
}

void Ownership::follow_the_census(Instant now) {
  if (!std::exchange(census_touched_, false)) return;
  census_.settle(now, self());
  const Census::News news = census_.take_news();
  for (const effect::MemberSeen& seen : news.seen)
    effects_.emplace_back(seen);
  if (news.partners) {
    effect::Watch watch;
    const NodeIds partners = census_.peers().nodes();
    for (const NodeId node : partners)
      watch.members.push_back(*census_.roster().find(node));
    std::sort(watch.members.begin(), watch.members.end(),
              [](const Member& a, const Member& b) { return a.node < b.node; });
    effects_.emplace_back(std::move(watch));
    reconciler_.keep(partners);
  }
  // Said twice: what depends on it must not wait for the next round of anti-entropy when a datagram is lost.
  if (news.own_view) {
    send(endpoints_of(others()), body::Views{{census_.own_view()}});
    repeat_at_ = now + kRepeatView;
  }
  for (const NodeId node : news.standing)
    std::ranges::copy(book_.claimed_by(node), std::back_inserter(touched_));
  if (!news.candidates) return;
  table_.reset();
  deal_due_ = true;
  if (!sticky_) rebalance_at_ = now + kHandover;
}

// Before it takes over from all the others at once, a node that hears nobody asks whether it is the one who
// is cut off.
void Ownership::follow_reach(Instant now) {
  if (!census_.peers().all_down()) {
    if (reach_ != Reach::unasked) deal_due_ = true;
    reach_ = Reach::unasked;
    reach_deadline_ = kNever;
    return;
  }
  if (reach_ != Reach::unasked || phase_ == Phase::leaving) return;
  reach_ = Reach::asked;
  reach_deadline_ = now + kReachWait;
  effects_.emplace_back(effect::Isolated{});
}

// True when the own view has to be renewed.
bool Ownership::advance_phase() {
  if (phase_ == Phase::waiting && complete_ && joining_.under_way()) {
    phase_ = Phase::joining;
    census_touched_ = true;
  }
  if (phase_ == Phase::joining && joining_.done(census_.dead())) {
    phase_ = Phase::running;
    deal_due_ = true;
    joining_.end();
    census_touched_ = true;
  }
  return census_touched_;
}

void Ownership::judge_touched(Instant now) {
  std::vector<net::IpAddress> touched = std::exchange(touched_, {});
  std::ranges::sort(touched);
  const auto repeats = std::ranges::unique(touched);
  touched.erase(repeats.begin(), repeats.end());
  for (const net::IpAddress& address : touched)
    judge(now, address);
}

// What has been dealt stays dealt as long as the same nodes may take it: whoever claims what was dealt to it
// only makes true what was counted on. To deal all anew with each claim that is heard would cost a large
// cluster the product of its claims, its orphans and its nodes.
void Ownership::deal_orphans(Instant now) {
  if (!may_claim()) return;
  if (std::exchange(deal_due_, false)) book_.deal_all_anew();
  if (book_.undealt().empty()) return;
  Deal deal = new_deal([&](NodeId node) { return book_.load_of(node) + book_.awaited_of(node); });
  // Dealing changes it.
  const std::vector<net::IpAddress> orphans(book_.undealt().begin(), book_.undealt().end());
  for (const net::IpAddress& address : orphans) {
    Slot& slot = *book_.find(address);
    const Past& past = slot.past();
    const bool lately = past.deposed && now < past.deposed_at + kLately;
    assign(now, address, slot,
           deal.deal(wanted(address, slot), past.passed, lately ? past.deposed : std::nullopt));
  }
}

// When holders do not keep what they have: each takes what a deal of everything from scratch would give it.
void Ownership::rebalance(Instant now) {
  if (now < rebalance_at_) return;
  rebalance_at_ = kNever;
  if (!may_claim()) return;
  Deal deal = new_deal([](NodeId) { return std::size_t{0}; });
  std::vector<net::IpAddress> mine;
  for (const auto& [address, slot] : book_.slots()) {
    if (slot.wanted && deal.deal(wanted(address, slot), {}) == census_.self() && !is_mine(slot))
      mine.push_back(address);
  }
  for (const net::IpAddress& address : mine)
    claim(now, address, *book_.find(address));
}

void Ownership::take_leave() {
  if (!draining_ || announced() != 0) return;
  if (phase_ == Phase::leaving) {
    phase_ = Phase::left;
    effects_.emplace_back(effect::Left{});
  } else if (!std::exchange(emptied_told_, true)) {
    effects_.emplace_back(effect::Emptied{});
  }
}

}  // namespace herald::own
