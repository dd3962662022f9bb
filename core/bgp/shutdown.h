// What a Cease can carry: the words of an administrator (RFC 9003), and the NOTIFICATION inside a Hard Reset
// (RFC 8538).
#pragma once

#include "core/bgp/error.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace herald::bgp {

inline constexpr std::size_t kLongestShutdownMessage = 255;  // bytes of UTF-8

// `subcode` is Administrative Shutdown or Administrative Reset. A longer message is cut between characters.
[[nodiscard]] Notification cease_with_message(Cease subcode, std::string_view message);

// The message, in valid UTF-8 without control characters, so that it can be logged; nothing when there is
// none or its length disagrees with the data. Looks into a Hard Reset.
[[nodiscard]] std::optional<std::string> shutdown_message(const Notification& notification);

// Tells a peer with graceful restart that its routes are not to be kept (RFC 8538 section 3).
[[nodiscard]] Notification hard_reset(const Notification& reason);
// What a Hard Reset carries; nothing when this is none, or one that says no more.
[[nodiscard]] std::optional<Notification> inside_hard_reset(const Notification& notification);

}  // namespace herald::bgp
