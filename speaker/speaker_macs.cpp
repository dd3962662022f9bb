#include "speaker/speaker_macs.h"

#include "core/base/bytes.h"
#include "speaker/ring_message.h"

#include <algorithm>

namespace herald::speaker::wire {

void append_to(std::vector<std::uint8_t>& out, const Hello& hello) {
  HERALD_CHECK(hello.macs.size() <= kMostMacs);
  ByteWriter writer(out);
  writer.u64(hello.incarnation.value());
  writer.u64(hello.sequence);
  writer.u8(static_cast<std::uint8_t>(hello.macs.size()));
  for (const net::MacAddress& mac : hello.macs)
    writer.append(mac.bytes());
}

std::optional<Hello> parse_hello(std::span<const std::uint8_t> bytes) {
  ByteReader reader(bytes);
  Hello hello;
  hello.incarnation = own::Incarnation(reader.u64());
  hello.sequence = reader.u64();
  const std::size_t count = reader.u8();
  if (count > kMostMacs) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    net::MacAddress::Bytes mac{};
    std::ranges::copy(reader.take(mac.size()), mac.begin());
    hello.macs.insert(net::MacAddress(mac));
  }
  if (!reader.ok() || reader.remaining() != 0) return std::nullopt;
  return hello;
}

bool SpeakerMacs::learn(const own::NodeName& node, const Hello& hello) {
  const auto [known, added] = hellos_.try_emplace(node, hello);
  Hello& old = known->second;
  const bool newer = old.incarnation < hello.incarnation ||
                     (old.incarnation == hello.incarnation && old.sequence < hello.sequence);
  if (!added && !newer) return false;
  if (newer) discount(old);
  old = hello;
  count(old);
  return true;
}

void SpeakerMacs::keep_only(const std::set<own::NodeName>& nodes) {
  std::erase_if(hellos_, [&](const auto& entry) {
    if (nodes.contains(entry.first)) return false;
    discount(entry.second);
    return true;
  });
}

bool SpeakerMacs::contains(const net::MacAddress& mac) const {
  return speakers_.contains(mac);
}

void SpeakerMacs::count(const Hello& hello) {
  for (const net::MacAddress& mac : hello.macs)
    ++speakers_[mac];
}

void SpeakerMacs::discount(const Hello& hello) {
  for (const net::MacAddress& mac : hello.macs) {
    const auto entry = speakers_.find(mac);
    if (--entry->second == 0) speakers_.erase(entry);
  }
}

}  // namespace herald::speaker::wire
