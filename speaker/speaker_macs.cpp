#include "speaker/speaker_macs.h"

#include "core/base/bytes.h"
#include "speaker/ring_message.h"

#include <algorithm>
#include <tuple>

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
  const auto [known, added] = speakers_.try_emplace(node);
  Hello& old = known->second.hello;
  const bool newer = std::tie(old.incarnation, old.sequence) < std::tie(hello.incarnation, hello.sequence);
  if (!added && !newer) return false;
  replace(old.macs, hello.macs);
  old.incarnation = hello.incarnation;
  old.sequence = hello.sequence;
  return true;
}

void SpeakerMacs::told_by_lease(const own::NodeName& node, const std::set<net::MacAddress>& macs) {
  replace(speakers_[node].lease, macs);
}

void SpeakerMacs::follow(Instant now, const std::set<own::NodeName>& nodes) {
  for (auto& [node, speaker] : speakers_) {
    const bool member = nodes.contains(node);
    if (member) speaker.forgotten_at = kNever;
    if (!member && speaker.forgotten_at == kNever) speaker.forgotten_at = now + kFarewell;
  }
  forget_former(now);
}

void SpeakerMacs::forget_former(Instant now) {
  std::size_t former = 0;
  for (auto each = speakers_.begin(); each != speakers_.end();) {
    const auto speaker = each++;
    if (speaker->second.forgotten_at == kNever) continue;
    if (speaker->second.forgotten_at <= now || ++former > kMostFormer) forget(speaker);
  }
}

bool SpeakerMacs::contains(const net::MacAddress& mac) const {
  return times_told_.contains(mac);
}

void SpeakerMacs::replace(Macs& known, const Macs& told) {
  for (const net::MacAddress& mac : told)
    ++times_told_[mac];
  for (const net::MacAddress& mac : known) {
    const auto entry = times_told_.find(mac);
    if (--entry->second == 0) times_told_.erase(entry);
  }
  known = told;
}

void SpeakerMacs::forget(Speakers::iterator speaker) {
  replace(speaker->second.hello.macs, {});
  replace(speaker->second.lease, {});
  speakers_.erase(speaker);
}

}  // namespace herald::speaker::wire
