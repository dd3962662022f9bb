// When an address is announced on one interface: a burst, because neighbours may miss or ignore a frame
// (Linux ignores a change of neighbour within a second of the last, its `locktime`), then a refresh for ever,
// because switches forget. IPv4 is announced in two forms each time (core/wire/arp_frames.h says why).
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"
#include "core/net/ip.h"

#include <array>
#include <cstddef>

namespace herald::l2 {

// After the first announcement.
inline constexpr std::array<Duration, 8> kBurst = {
    std::chrono::milliseconds(0),    std::chrono::milliseconds(100),  std::chrono::milliseconds(300),
    std::chrono::milliseconds(1100), std::chrono::milliseconds(2200), std::chrono::milliseconds(4400),
    std::chrono::seconds(10),        std::chrono::seconds(30)};

class Course {
 public:
  enum class Form : std::uint8_t { request, reply, advertisement };

  Course(net::Family family, Instant due)
      : form_(family == net::Family::ipv4 ? Form::request : Form::advertisement), due_(due) {}

  [[nodiscard]] Instant due() const { return due_; }
  [[nodiscard]] Form form() const { return form_; }
  // Nothing has been sent yet: the frame that moves traffic here.
  [[nodiscard]] bool is_first() const { return stage_ == 0 && form_ != Form::reply; }
  [[nodiscard]] bool is_refresh() const { return stage_ >= kBurst.size(); }

  // The frame was sent. One that came late does not pull a queue of others behind it: what fell due
  // meanwhile is left out.
  void sent(Instant now, Duration refresh, Random& random);

 private:
  [[nodiscard]] Instant next_due(Instant now, Duration refresh, Random& random);

  Form form_;
  Instant due_;
  Instant begun_{};
  std::size_t stage_ = 0;  // of the burst; its size: refreshing
};

}  // namespace herald::l2
