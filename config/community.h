// BGP communities as configuration spells them: "65000:100" (RFC 1997), "64500:1:2" (RFC 8092), and the
// well-known names.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herald::config {

// "no-export" and its like.
[[nodiscard]] std::span<const std::string_view> well_known_community_names();

struct Community {
  std::uint32_t value = 0;

  // "A:B" with 16 bits each, or a well-known name such as "no-export".
  [[nodiscard]] static std::optional<Community> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;  // the well-known name where there is one
  [[nodiscard]] std::string numbers() const;    // "A:B", always

  friend auto operator<=>(const Community&, const Community&) = default;
};

struct LargeCommunity {
  std::uint32_t global = 0;
  std::uint32_t local_1 = 0;
  std::uint32_t local_2 = 0;

  [[nodiscard]] static std::optional<LargeCommunity> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

}  // namespace herald::config
