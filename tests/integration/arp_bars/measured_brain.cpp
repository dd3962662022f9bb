#include "tests/integration/arp_bars/measured_brain.h"

#include "core/wire/arp.h"
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"

#include <chrono>
#include <map>
#include <set>

namespace herald::bars {
namespace {

class MeasuredBrain final : public speaker::WireBrain {
 public:
  MeasuredBrain() {
    for (std::uint32_t i = 0; i < 1001; ++i)
      owned_.insert(net::IpAddress::v4(0x0a0000dc + i));
  }
  speaker::wire::Effects step(Instant now, speaker::wire::Event event) override {
    next_ = now + std::chrono::milliseconds(10);
    const auto* const changed = std::get_if<speaker::wire::InterfaceChanged>(&event);
    if (changed == nullptr) return {};
    macs_[changed->interface.index] = changed->interface.mac;
    return {speaker::wire::Capture{{changed->interface.index},
                                   {*net::IpRange::make(*owned_.begin(), *owned_.rbegin())}}};
  }
  Instant next_deadline() const override { return next_; }
  speaker::FastPath answer(speaker::wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                           Frame& reply) override {
    const auto header = herald::wire::EthernetHeader::parse(frame);
    if (!header || header->type != herald::wire::kEtherTypeArp) return speaker::FastPath::done;
    const auto request = herald::wire::ArpPacket::parse(frame.subspan(header->size()));
    if (!request || !owned_.contains(request->target_ip)) return speaker::FastPath::done;
    herald::wire::arp_reply(*request, macs_[interface], reply);
    return speaker::FastPath::replied;
  }

 private:
  std::map<speaker::wire::InterfaceIndex, net::MacAddress> macs_;
  std::set<net::IpAddress> owned_;
  Instant next_{};
};

}  // namespace

std::unique_ptr<speaker::WireBrain> make_measured_brain() {
  return std::make_unique<MeasuredBrain>();
}

}  // namespace herald::bars
