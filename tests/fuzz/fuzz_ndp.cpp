// An IPv6 packet with Neighbor Discovery in it, from arbitrary bytes, as it is and with the payload length
// and checksum that it should have: chance alone would hardly find one. Law: a refusal points into the packet
// or at its end; whatever parses is written as a packet that parses to the same; a solicitation's answer is
// valid.
#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/wire/ethernet.h"
#include "core/wire/icmpv6.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace {

using namespace herald::wire;  // NOLINT(google-build-using-namespace): the subject of this program

constexpr herald::net::MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});

// An advertisement in the name of `solicitation`'s target. That of a multicast target would be invalid, but
// it is refused before.
void check_answer(const NdpPacket& solicitation) {
  std::vector<std::uint8_t> frame;
  neighbor_reply(solicitation, kOurs, kOurs, frame);
  const auto header = EthernetHeader::parse(frame);
  HERALD_CHECK(header);
  const auto reply = NdpPacket::parse(std::span(frame).subspan(header->size()));
  HERALD_CHECK(reply && std::holds_alternative<NeighborAdvertisement>(reply->message));
}

void check(std::span<const std::uint8_t> bytes) {
  const auto packet = NdpPacket::parse(bytes);
  if (!packet) {
    HERALD_CHECK(packet.error().offset <= bytes.size());
    return;
  }
  std::vector<std::uint8_t> again;
  herald::ByteWriter writer(again);
  packet->append_to(writer);
  HERALD_CHECK(NdpPacket::parse(again) == *packet);
  if (std::holds_alternative<NeighborSolicitation>(packet->message)) check_answer(*packet);
}

// With what is behind the header as its payload, version, next header and hop limit as they must be, and a
// checksum to match.
std::vector<std::uint8_t> sealed(std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> packet(bytes.begin(), bytes.end());
  const auto message = std::span(packet).subspan(Ipv6Header::kSize);
  herald::ByteWriter writer(packet);
  packet[0] = 0x60;
  writer.patch_u16(4, static_cast<std::uint16_t>(message.size()));
  packet[6] = kNextHeaderIcmpv6;
  packet[7] = 255;
  writer.patch_u16(Ipv6Header::kSize + Icmpv6Header::kChecksumOffset, 0);
  const auto ip = Ipv6Header::parse(packet);
  if (!ip) return packet;
  writer.patch_u16(Ipv6Header::kSize + Icmpv6Header::kChecksumOffset,
                   icmpv6_checksum(ip->source, ip->destination, message));
  return packet;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  check(bytes);
  if (size >= Ipv6Header::kSize + Icmpv6Header::kSize && size <= 0xffff) check(sealed(bytes));
  return 0;
}
