#include "config/community.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace herald::config {
namespace {

struct WellKnown {
  std::string_view name;
  std::uint32_t value;
};

constexpr std::array kNames = {std::string_view("no-export"), std::string_view("no-advertise"),
                               std::string_view("no-peer"), std::string_view("graceful-shutdown"),
                               std::string_view("blackhole")};
constexpr std::array kWellKnown = {
    WellKnown{kNames[0], 0xffffff01},  // RFC 1997
    WellKnown{kNames[1], 0xffffff02},  // RFC 1997
    WellKnown{kNames[2], 0xffffff04},  // RFC 3765
    WellKnown{kNames[3], 0xffff0000},  // RFC 8326
    WellKnown{kNames[4], 0xffff029a},  // RFC 7999
};

// Plain decimal up to `max`.
std::optional<std::uint32_t> parse_part(std::string_view text, std::uint32_t max) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

// N numbers between colons.
template <std::size_t N>
std::optional<std::array<std::uint32_t, N>> parse_parts(std::string_view text, std::uint32_t max) {
  std::array<std::uint32_t, N> parts{};
  for (std::size_t i = 0; i < N; ++i) {
    const std::size_t end = i + 1 == N ? text.size() : text.find(':');
    if (end == std::string_view::npos) return std::nullopt;
    const auto part = parse_part(text.substr(0, end), max);
    if (!part) return std::nullopt;
    parts[i] = *part;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return parts;
}

}  // namespace

std::span<const std::string_view> well_known_community_names() {
  return kNames;
}

std::optional<Community> Community::parse(std::string_view text) {
  for (const auto& [name, value] : kWellKnown) {
    if (name == text) return Community{value};
  }
  const auto parts = parse_parts<2>(text, 0xffff);
  if (!parts) return std::nullopt;
  return Community{(*parts)[0] << 16 | (*parts)[1]};
}

std::string Community::to_string() const {
  for (const auto& [name, known] : kWellKnown) {
    if (known == value) return std::string(name);
  }
  return numbers();
}

std::string Community::numbers() const {
  return std::to_string(value >> 16) + ":" + std::to_string(value & 0xffff);
}

std::optional<LargeCommunity> LargeCommunity::parse(std::string_view text) {
  const auto parts = parse_parts<3>(text, 0xffffffff);
  if (!parts) return std::nullopt;
  return LargeCommunity{(*parts)[0], (*parts)[1], (*parts)[2]};
}

std::string LargeCommunity::to_string() const {
  return std::to_string(global) + ":" + std::to_string(local_1) + ":" + std::to_string(local_2);
}

}  // namespace herald::config
