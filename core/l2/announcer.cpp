#include "core/l2/announcer.h"

#include "core/base/check.h"
#include "core/l2/announcement.h"

#include <algorithm>
#include <utility>

namespace herald::l2 {

using namespace announcer;  // NOLINT(google-build-using-namespace): its own events and effects

namespace {

const Link* link_at(const std::vector<Link>& links, InterfaceIndex index) {
  const auto found = std::ranges::find(links, index, &Link::index);
  return found == links.end() ? nullptr : &*found;
}

bool is_announced(Announcer::Phase phase) {
  return phase == Announcer::Phase::announced || phase == Announcer::Phase::disputed;
}

}  // namespace

Announcer::Announcer(const AnnouncerOptions& options, std::uint64_t seed)
    : refresh_(options.refresh), random_(seed), budget_(options.frames_per_second) {}

Announcer::Effects Announcer::step(Instant now, const Event& event) {
  blocked_until_ = Instant{};  // there may be something smaller to do now
  std::visit([&](const auto& e) { on(now, e); }, event);
  return std::exchange(effects_, {});
}

Announcer::Phase Announcer::phase(net::IpAddress address) const {
  const auto found = holdings_.find(address);
  return found == holdings_.end() ? Phase::absent : found->second.phase;
}

const Announcer::Links& Announcer::links_of(Scope scope) const {
  static const Links none;
  const auto found = links_.find(scope);
  return found == links_.end() ? none : found->second;
}

// Told again of what it has, it does nothing again: only another scope is news, and that nobody needs to be
// asked any more. A speaker had it, then, and may have been taken for a stranger.
void Announcer::on(Instant now, const Gain& event) {
  const auto [entry, added] = holdings_.try_emplace(event.address);
  Holding& holding = entry->second;
  const Scope before = std::exchange(holding.scope, event.scope);
  if (added && event.brand_new) {
    holding.phase = Phase::probing;
    check_at(now, event.address, holding);
  } else if (added || (!is_announced(holding.phase) && !event.brand_new)) {
    if (holding.phase == Phase::conflicted) effects_.emplace_back(ConflictOver{event.address});
    announce(now, event.address, holding);
  } else if (before != event.scope) {
    relink(now, event.address, holding, links_of(before));
  }
}

void Announcer::on(Instant, const Lose& event) {
  const auto found = holdings_.find(event.address);
  if (found == holdings_.end()) return;
  Holding& holding = found->second;
  while (!holding.courses.empty())
    drop_course(event.address, holding, holding.courses.begin()->first);
  if (const auto due = holding.check.due()) agenda_.remove({*due, event.address, std::nullopt});
  holdings_.erase(found);
}

void Announcer::on(Instant now, const LinksChanged& event) {
  Links& links = links_[event.scope];
  const Links before = std::exchange(links, event.links);
  if (before == links) return;
  for (auto& [address, holding] : holdings_) {
    if (holding.scope == event.scope) relink(now, address, holding, before);
  }
}

// A link that is new, or sends from another address than before, has to be told; one that is gone takes its
// course with it.
void Announcer::relink(Instant now, net::IpAddress address, Holding& holding, const Links& before) {
  const Links& links = links_of(holding.scope);
  if (!is_announced(holding.phase)) {
    if (!holding.check.due() && !links.empty()) check_at(now, address, holding);
    return;
  }
  for (const Link& old : before) {
    const Link* kept = link_at(links, old.index);
    if (kept == nullptr || *kept != old) drop_course(address, holding, old.index);
  }
  for (const Link& link : links) {
    if (!holding.courses.contains(link.index)) start_course(now, address, holding, link.index);
  }
  if (holding.phase == Phase::disputed && !holding.check.due()) check_at(now, address, holding);
}

void Announcer::on(Instant now, const StrangerSeen& event) {
  const auto found = holdings_.find(event.address);
  if (found == holdings_.end()) return;
  Holding& holding = found->second;
  if (link_at(links_of(holding.scope), event.interface) == nullptr) return;  // not on a LAN of ours
  holding.check.see_somebody();
  switch (holding.phase) {
    case Phase::probing:
      return conflict(now, event, holding, Phase::conflicted);
    case Phase::announced:
      conflict(now, event, holding, Phase::disputed);
      return defend(now, event.address, holding, event.interface);
    case Phase::disputed:
      return defend(now, event.address, holding, event.interface);
    case Phase::conflicted:
    case Phase::absent:
      return;
  }
}

void Announcer::conflict(Instant now, const StrangerSeen& seen, Holding& holding, Phase phase) {
  holding.phase = phase;
  check_at(next_check(now), seen.address, holding);
  effects_.emplace_back(
      Conflict{seen.address, seen.mac, seen.interface, /*announced=*/phase == Phase::disputed});
}

// Where the stranger was seen. With the budget spent it is left out, not put off: he will be seen again.
void Announcer::defend(Instant now, net::IpAddress address, Holding& holding, InterfaceIndex interface) {
  if (holding.defended && now - *holding.defended < kDefendInterval) return;
  const Link* link = link_at(links_of(holding.scope), interface);
  HERALD_CHECK(link != nullptr);
  if (budget_.free_at(2) > now) return;
  holding.defended = now;
  using Form = Course::Form;
  const auto say = [&](Form form) {
    transmit(now, {Kind::defence, interface, address, announcement(form, link->mac, address)});
  };
  if (address.is_v6()) return say(Form::advertisement);
  say(Form::request);
  say(Form::reply);
}

void Announcer::on(Instant, const RefreshChanged& event) {
  refresh_ = event.refresh;
}

void Announcer::on(Instant now, const Tick&) {
  work(now);
}

void Announcer::announce(Instant now, net::IpAddress address, Holding& holding) {
  if (const auto due = holding.check.due()) agenda_.remove({*due, address, std::nullopt});
  holding.check.drop();
  holding.phase = Phase::announced;
  effects_.emplace_back(Announced{address});
  for (const Link& link : links_of(holding.scope))
    start_course(now, address, holding, link.index);
}

void Announcer::start_course(Instant now, net::IpAddress address, Holding& holding,
                             InterfaceIndex interface) {
  holding.courses.emplace(interface, Course(address.family(), now));
  agenda_.add({now, address, interface}, /*urgent=*/true);
}

void Announcer::drop_course(net::IpAddress address, Holding& holding, InterfaceIndex interface) {
  const auto course = holding.courses.find(interface);
  if (course == holding.courses.end()) return;
  agenda_.remove({course->second.due(), address, interface});
  holding.courses.erase(course);
}

void Announcer::check_at(Instant due, net::IpAddress address, Holding& holding) {
  if (const auto old = holding.check.due()) agenda_.remove({*old, address, std::nullopt});
  holding.check.plan(due);
  agenda_.add({due, address, std::nullopt}, /*urgent=*/false);
}

Instant Announcer::next_check(Instant now) {
  constexpr auto kSpread = static_cast<std::uint64_t>((kCheckInterval / 3).count());
  return now + kCheckInterval - Duration(static_cast<Duration::rep>(random_.below(kSpread + 1)));
}

void Announcer::work(Instant now) {
  while (const auto errand = agenda_.pick(now)) {
    blocked_until_ = budget_.free_at(frames_for(*errand));
    if (blocked_until_ > now) return;
    agenda_.done(*errand);
    perform(now, *errand);
  }
}

std::size_t Announcer::frames_for(const Errand& errand) const {
  if (errand.interface) return 1;
  const Holding& holding = holdings_.at(errand.address);
  return holding.check.is_complete() ? 0 : links_of(holding.scope).size();
}

void Announcer::perform(Instant now, const Errand& errand) {
  Holding& holding = holdings_.at(errand.address);
  if (errand.interface) {
    perform_course(now, errand, holding);
  } else if (holding.check.is_complete()) {
    conclude(now, errand.address, holding);
  } else {
    perform_check(now, errand.address, holding);
  }
}

void Announcer::perform_course(Instant now, const Errand& errand, Holding& holding) {
  Course& course = holding.courses.at(*errand.interface);
  const Link* link = link_at(links_of(holding.scope), *errand.interface);
  HERALD_CHECK(link != nullptr);  // relink() drops the courses of links that are gone
  const Kind kind = course.is_refresh() ? Kind::refresh : Kind::takeover;
  transmit(now, {kind, link->index, errand.address, announcement(course.form(), link->mac, errand.address)});
  course.sent(now, refresh_, random_);
  agenda_.add({course.due(), errand.address, errand.interface}, /*urgent=*/false);
}

// With nowhere to ask it waits until there is a link.
void Announcer::perform_check(Instant now, net::IpAddress address, Holding& holding) {
  const Links& links = links_of(holding.scope);
  if (links.empty()) return holding.check.drop();
  for (const Link& link : links)
    transmit(now, {Kind::probe, link.index, address, probe(link.mac, address)});
  holding.check.probe_sent(now);
  agenda_.add({*holding.check.due(), address, std::nullopt}, /*urgent=*/false);
}

void Announcer::conclude(Instant now, net::IpAddress address, Holding& holding) {
  holding.check.drop();
  if (holding.phase == Phase::probing) return announce(now, address, holding);
  if (holding.check.somebody_seen()) return check_at(next_check(now), address, holding);
  effects_.emplace_back(ConflictOver{address});
  if (holding.phase == Phase::conflicted) return announce(now, address, holding);
  holding.phase = Phase::announced;
}

void Announcer::transmit(Instant now, Transmit frame) {
  budget_.spend(now);
  effects_.emplace_back(std::move(frame));
}

}  // namespace herald::l2
