// HttpResponse -> bytes, without I/O: the head, and the frames of a chunked body.
#pragma once

#include "runtime/clock.h"
#include "runtime/http_message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::runtime {

// How the client learns where the body ends.
enum class BodyFraming : std::uint8_t { none, length, chunked, until_close };

struct HeadSettings {
  BodyFraming framing = BodyFraming::length;
  bool close = false;
  WallTime date;
};

// Line breaks in header values become spaces: a value taken from elsewhere cannot add fields.
[[nodiscard]] std::string response_head(const HttpResponse& response, const HeadSettings& settings);

// Not empty: an empty chunk would end the body.
[[nodiscard]] std::string chunk(std::string_view data);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// 204 and 304 never have a body (RFC 9110 section 6.4.1).
[[nodiscard]] bool may_have_body(int status);

}  // namespace herald::runtime
