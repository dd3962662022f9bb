#include "speaker/reach.h"

#include <algorithm>

namespace herald::speaker::wire {

void Reach::isolated(Instant now) {
  if (asking_) return;
  asking_ = true;
  unanswered_ = 0;
  cut_off_.reset();
  due_ = now;
}

void Reach::presumed_dead(Instant now) {
  asking_ = true;
  cut_off_ = true;
  unanswered_ = 0;
  reunion_ = now + kReunion;
  due_ = now;
}

void Reach::connected() {
  asking_ = false;
  cut_off_ = false;
  reunion_.reset();
}

void Reach::set_link(Instant now, bool down) {
  if (down == link_down_) return;
  link_down_ = down;
  if (!asking_) return;
  unanswered_ = 0;
  if (!down) reunion_ = now + kReunion;
  due_ = now;
}

void Reach::answered(Instant now, const net::IpAddress& by) {
  const auto is_he = [&](const auto& gateway) { return gateway.second == by; };
  if (!asking_ || link_down_ || std::ranges::none_of(gateways_, is_he)) return;
  unanswered_ = 0;
  if (reunion_ && now < *reunion_) return;
  cut_off_ = false;
  reunion_.reset();
}

// Without anybody to ask there is no proof either way, and a node that was alone keeps what it has.
Reach::Gateways Reach::tick(Instant now) {
  if (!asking_ || now < due_) return {};
  if (link_down_) {
    cut_off_ = true;
    due_ = kNever;  // until set_link()
    return {};
  }
  const bool trusting = !reunion_ || now >= *reunion_;
  if (gateways_.empty()) {
    if (trusting) cut_off_ = false;
  } else if (unanswered_ >= kAsks) {
    cut_off_ = true;
  }
  const bool in_doubt = !cut_off_ || !trusting || (unanswered_ > 0 && unanswered_ < kAsks);
  due_ = now + (in_doubt ? kAskInterval : kAskAgain);
  ++unanswered_;
  return gateways_;
}

}  // namespace herald::speaker::wire
