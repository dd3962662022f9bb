#include "core/l2/announcement.h"

#include "core/wire/arp_frames.h"
#include "core/wire/ndp_frames.h"

namespace herald::l2 {

std::vector<std::uint8_t> announcement(Course::Form form, const net::MacAddress& ours,
                                       net::IpAddress address) {
  std::vector<std::uint8_t> frame;
  switch (form) {
    case Course::Form::request:
      wire::arp_announcement(wire::ArpOperation::request, ours, address, frame);
      break;
    case Course::Form::reply:
      wire::arp_announcement(wire::ArpOperation::reply, ours, address, frame);
      break;
    case Course::Form::advertisement:
      wire::neighbor_announcement(ours, address, frame);
      break;
  }
  return frame;
}

std::vector<std::uint8_t> probe(const net::MacAddress& ours, net::IpAddress address) {
  std::vector<std::uint8_t> frame;
  if (address.is_v4()) {
    wire::arp_probe(ours, address, frame);
  } else {
    wire::neighbor_probe(ours, address, frame);
  }
  return frame;
}

}  // namespace herald::l2
