// An Ethernet frame with ARP in it, from arbitrary bytes. Law: a refusal points into the frame or at its end;
// whatever parses is written back as the same bytes; its answer parses too, and goes to the asker.
#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/wire/arp.h"
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using namespace herald::wire;  // NOLINT(google-build-using-namespace): the subject of this program

constexpr herald::net::MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});

template <class T>
void check_written_back(const T& value, std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> again;
  herald::ByteWriter writer(again);
  value.append_to(writer);
  HERALD_CHECK(again.size() <= bytes.size() && std::ranges::equal(again, bytes.first(again.size())));
}

void check_answer(const ArpPacket& request) {
  std::vector<std::uint8_t> frame;
  arp_reply(request, kOurs, frame);
  const auto header = EthernetHeader::parse(frame);
  HERALD_CHECK(header && header->destination == request.sender_mac);
  const auto reply = ArpPacket::parse(std::span(frame).subspan(header->size()));
  HERALD_CHECK(reply && reply->operation == ArpOperation::reply && reply->sender_ip == request.target_ip);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> frame(data, size);
  const auto header = EthernetHeader::parse(frame);
  if (!header) {
    HERALD_CHECK(header.error().offset <= size);
    return 0;
  }
  check_written_back(*header, frame);
  const auto payload = frame.subspan(header->size());
  const auto packet = ArpPacket::parse(payload);
  if (!packet) {
    HERALD_CHECK(packet.error().offset <= payload.size());
    return 0;
  }
  check_written_back(*packet, payload);
  check_answer(*packet);
  return 0;
}
