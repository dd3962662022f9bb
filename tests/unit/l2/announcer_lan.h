// An announcer in virtual time, and what it had to say, in words that a test can compare.
#pragma once

#include "core/l2/announcer.h"
#include "core/l2/sighting.h"
#include "tests/unit/l2/frames.h"

#include <algorithm>
#include <string>
#include <vector>

namespace herald::l2 {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Many addresses, none of them one of the others' tests.
inline IpAddress nth(std::uint32_t n) {
  return IpAddress::v4(0x0a000000 + n);
}

struct Sent {
  Instant when;
  announcer::Transmit what;
};

struct Subject {
  explicit Subject(const AnnouncerOptions& options = {}, std::uint64_t seed = 1) : announcer(options, seed) {}

  Announcer announcer;
  Instant now = Instant{} + std::chrono::hours(1);  // not the epoch, so that nothing is due by accident
  Instant start = now;
  std::vector<Sent> sent;
  std::vector<std::string> told;  // effects other than frames

  // In short, for the matrix: what one event made it do.
  std::string feed(const Announcer::Event& event) {
    std::string text;
    for (const auto& effect : announcer.step(now, event))
      text += (text.empty() ? "" : " ") + note(effect);
    return text;
  }
  // What one event made it do, that instant's work included.
  std::string feed_and_tick(const Announcer::Event& event) {
    const std::string text = feed(event);
    const std::string more = announcer.next_deadline() <= now ? feed(announcer::Tick{}) : "";
    return text + (text.empty() || more.empty() ? "" : " ") + more;
  }
  void gain_all(std::uint32_t count, bool brand_new = false) {
    for (std::uint32_t i = 0; i < count; ++i)
      feed(announcer::Gain{nth(i), kAnywhere, brand_new});
    run({});
  }
  // Lets time pass; each deadline is met exactly.
  void run(Duration span) {
    const Instant end = now + span;
    while (announcer.next_deadline() <= end) {
      now = std::max(now, announcer.next_deadline());
      feed(announcer::Tick{});
    }
    now = end;
  }

  void with_links(Scope scope, const std::vector<Link>& links) {
    feed(announcer::LinksChanged{scope, links});
    run({});
  }
  void gain(IpAddress address, bool brand_new = false, Scope scope = kAnywhere) {
    feed(announcer::Gain{address, scope, brand_new});
    run({});
  }
  [[nodiscard]] Announcer::Phase phase(IpAddress address = kOwned4) const { return announcer.phase(address); }

  // When frames of a kind were sent, in milliseconds since the start.
  [[nodiscard]] std::vector<long> times(announcer::Kind kind, IpAddress address = kOwned4) const {
    std::vector<long> times;
    for (const Sent& frame : sent) {
      if (frame.what.kind == kind && frame.what.address == address)
        times.push_back(std::chrono::duration_cast<milliseconds>(frame.when - start).count());
    }
    return times;
  }

 private:
  std::string note(const Announcer::Effect& effect) {
    if (const auto* frame = std::get_if<announcer::Transmit>(&effect)) {
      sent.push_back({now, *frame});
      static const std::vector<std::string> names = {"takeover", "refresh", "probe", "defence"};
      return names[static_cast<std::size_t>(frame->kind)] + "@" + std::to_string(frame->interface.value());
    }
    std::string text;
    if (const auto* announced = std::get_if<announcer::Announced>(&effect))
      text = "answer " + announced->address.to_string();
    if (const auto* conflict = std::get_if<announcer::Conflict>(&effect))
      text = "conflict " + conflict->address.to_string();
    if (const auto* over = std::get_if<announcer::ConflictOver>(&effect))
      text = "over " + over->address.to_string();
    told.push_back(text);
    return text.substr(0, text.find(' '));
  }
};

inline const announcer::StrangerSeen kStrangerSeen{kEth0.index, kOwned4, kStranger};

// On eth0 alone, nothing gained yet.
inline Subject on_eth0(const AnnouncerOptions& options = {}) {
  Subject subject(options);
  subject.with_links(kAnywhere, {kEth0});
  return subject;
}

}  // namespace herald::l2
