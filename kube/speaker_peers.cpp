#include "kube/speaker_peers.h"

#include "kube/report_text.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

constexpr std::array kFamilies = {net::Family::ipv4, net::Family::ipv6};
constexpr std::string_view kEstablished = "established";

// What stands in a line may have neither of its separators in it.
std::string plain(std::string_view text) {
  std::string made(text);
  std::ranges::replace_if(made, [](char c) { return c == '\t' || c == '\n'; }, ' ');
  return made;
}

std::string line_of(const PeerStanding& peer) {
  std::string line = plain(peer.name);
  const auto put = [&](std::string_view key, const std::string& value) {
    line += "\t" + std::string(key) + "=" + value;
  };
  if (peer.address) put("address", peer.address->to_string());
  put("state", peer.established ? std::string(kEstablished) : "down");
  put("since", std::to_string(peer.since.value()));
  for (const net::Family family : kFamilies) {
    const PeerStanding::Prefixes& prefixes = peer.prefixes.at(static_cast<std::size_t>(family));
    if (prefixes == PeerStanding::Prefixes{}) continue;
    put(net::family_name(family),
        std::to_string(prefixes.advertised) + "/" + std::to_string(prefixes.wanted));
  }
  if (peer.flaps > 0) put("flaps", std::to_string(peer.flaps));
  if (peer.hold_seconds > 0) put("hold", std::to_string(peer.hold_seconds));
  if (peer.bfd)
    put("bfd", (peer.bfd->up ? "up/" : "down/") + std::to_string(peer.bfd->detection_milliseconds));
  if (!peer.why.empty()) put("why", plain(peer.why));
  return line;
}

template <class Number>
bool read_into(std::string_view text, Number& into) {
  const auto number = read_number<Number>(text);
  if (number) into = *number;
  return number.has_value();
}

bool read_prefixes(std::string_view text, PeerStanding::Prefixes& into) {
  const auto halves = split(text, '/');
  return halves && read_into(halves->before, into.advertised) && read_into(halves->after, into.wanted);
}

bool read_bfd(std::string_view text, std::optional<PeerStanding::Bfd>& into) {
  const auto halves = split(text, '/');
  if (!halves || (halves->before != "up" && halves->before != "down")) return false;
  into = PeerStanding::Bfd{.up = halves->before == "up"};
  return read_into(halves->after, into->detection_milliseconds);
}

bool read_address(std::string_view text, std::optional<net::IpAddress>& into) {
  const auto address = net::IpAddress::parse(text);
  if (address) into = *address;
  return address.has_value();
}

bool read_since(std::string_view text, UnixSeconds& into) {
  const auto seconds = read_number<std::int64_t>(text);
  if (seconds) into = UnixSeconds(*seconds);
  return seconds.has_value();
}

bool read_field(std::string_view key, std::string_view value, PeerStanding& into) {
  for (const net::Family family : kFamilies) {
    if (key == net::family_name(family))
      return read_prefixes(value, into.prefixes.at(static_cast<std::size_t>(family)));
  }
  if (key == "state") into.established = value == kEstablished;
  if (key == "why") into.why = value;
  if (key == "address") return read_address(value, into.address);
  if (key == "since") return read_since(value, into.since);
  if (key == "flaps") return read_into(value, into.flaps);
  if (key == "hold") return read_into(value, into.hold_seconds);
  if (key == "bfd") return read_bfd(value, into.bfd);
  return true;
}

}  // namespace

std::string peers_text(const std::vector<PeerStanding>& peers) {
  BoundedText text("\n", kMostOtherBytes);
  for (const PeerStanding& peer : peers) {
    if (!text.add(line_of(peer))) break;
  }
  return text.text();
}

bool read_peers(std::string_view text, std::vector<PeerStanding>& into) {
  return each_entry(text, '\n', [&](std::string_view line) {
    PeerStanding peer;
    bool first = true;
    const bool sense = each_entry(line, '\t', [&](std::string_view field) {
      if (std::exchange(first, false)) {
        peer.name = field;
        return !peer.name.empty();
      }
      const auto halves = split(field, '=');
      return halves && read_field(halves->before, halves->after, peer);
    });
    if (sense && !peer.name.empty()) into.push_back(std::move(peer));
    return sense;
  });
}

}  // namespace herald::kube
