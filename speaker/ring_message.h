// What the messages on the ring's port are about: the first byte of each body. One port and one envelope
// serve all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace herald::speaker::wire {

enum class RingMessage : std::uint8_t { ownership = 1, hello = 2 };

struct OpenedMessage {
  RingMessage kind;
  std::span<const std::uint8_t> content;
};

[[nodiscard]] inline std::vector<std::uint8_t> wrapped(RingMessage kind,
                                                       std::span<const std::uint8_t> content) {
  std::vector<std::uint8_t> body;
  body.reserve(content.size() + 1);
  body.push_back(static_cast<std::uint8_t>(kind));
  body.insert(body.end(), content.begin(), content.end());
  return body;
}

// Nothing for a kind that this release does not know: a later one may say more.
[[nodiscard]] inline std::optional<OpenedMessage> opened(std::span<const std::uint8_t> body) {
  if (body.empty()) return std::nullopt;
  const auto kind = static_cast<RingMessage>(body[0]);
  if (kind != RingMessage::ownership && kind != RingMessage::hello) return std::nullopt;
  return OpenedMessage{kind, body.subspan(1)};
}

}  // namespace herald::speaker::wire
