#include "core/bgp/framer.h"

#include <algorithm>

namespace herald::bgp {
namespace {

constexpr std::size_t kMarkerSize = 16;
constexpr std::size_t kLengthAt = 16;
constexpr std::size_t kTypeAt = 18;
constexpr std::size_t kRefreshSize = kHeaderSize + 4;

struct Header {
  std::size_t length = 0;
  std::uint8_t type = 0;
};

Error bad_length(std::size_t length) {
  return {.notification = notification(HeaderError::bad_length, {static_cast<std::uint8_t>(length >> 8),
                                                                 static_cast<std::uint8_t>(length & 0xff)}),
          .offset = kLengthAt};
}

// The smallest message of a type (RFC 4271 section 6.1).
std::size_t smallest(MessageType type) {
  switch (type) {
    case MessageType::open:
      return kHeaderSize + 10;
    case MessageType::update:
      return kHeaderSize + 4;
    case MessageType::notification:
      return kHeaderSize + 2;
    case MessageType::keepalive:
      return kHeaderSize;
    case MessageType::route_refresh:
      return kRefreshSize;
  }
  return kHeaderSize;
}

// `extended`: as agreed for all but OPEN and KEEPALIVE (RFC 8654 section 4).
std::size_t greatest(MessageType type, std::size_t extended) {
  if (type == MessageType::keepalive) return kHeaderSize;
  return type == MessageType::open ? kLargestMessage : extended;
}

bool is_known(std::uint8_t type) {
  return type >= static_cast<std::uint8_t>(MessageType::open) &&
         type <= static_cast<std::uint8_t>(MessageType::route_refresh);
}

Result<Header, Error> parse_header(std::span<const std::uint8_t> bytes, std::size_t largest) {
  const auto marker = bytes.first(kMarkerSize);
  const auto wrong = std::ranges::find_if(marker, [](std::uint8_t byte) { return byte != 0xff; });
  if (wrong != marker.end()) {
    return fail(Error{.notification = notification(HeaderError::not_synchronized),
                      .offset = static_cast<std::size_t>(wrong - marker.begin())});
  }
  const auto length = static_cast<std::size_t>(bytes[kLengthAt] << 8 | bytes[kLengthAt + 1]);
  if (length < kHeaderSize || length > largest) return fail(bad_length(length));
  const std::uint8_t type = bytes[kTypeAt];
  if (!is_known(type)) {
    return fail(Error{.notification = notification(HeaderError::bad_type, {type}), .offset = kTypeAt});
  }
  const auto known = static_cast<MessageType>(type);
  if (length < smallest(known) || length > greatest(known, largest)) return fail(bad_length(length));
  return Header{length, type};
}

// The begin and the end of a refresh have an error code of their own (RFC 7313 section 5). A request may only
// be longer when it carries filters (RFC 5291), which nobody offered.
std::optional<Error> refuse_refresh(std::span<const std::uint8_t> message) {
  if (message.size() == kRefreshSize) return {};
  constexpr std::size_t kKindAt = kHeaderSize + 2;
  const auto kind = static_cast<RouteRefresh::Kind>(message[kKindAt]);
  if (kind != RouteRefresh::Kind::begin && kind != RouteRefresh::Kind::end) return bad_length(message.size());
  return Error{.notification = notification(RefreshError::invalid_length, {message.begin(), message.end()}),
               .offset = kLengthAt};
}

Result<std::optional<RawMessage>, Error> whole(std::span<const std::uint8_t> message) {
  const RawMessage raw{static_cast<MessageType>(message[kTypeAt]), message.subspan(kHeaderSize)};
  if (raw.type == MessageType::route_refresh) {
    if (auto refused = refuse_refresh(message)) return fail(std::move(*refused));
  }
  return raw;
}

}  // namespace

Result<std::optional<RawMessage>, Error> Framer::next(std::span<const std::uint8_t>& input) {
  if (handed_out_) reset();
  if (partial_.empty()) {
    // The usual case costs no copy: the message lies in the input whole.
    if (input.size() >= kHeaderSize) {
      const auto header = parse_header(input.first(kHeaderSize), largest_);
      if (!header) return fail(header.error());
      if (input.size() >= header->length) {
        const auto message = input.first(header->length);
        input = input.subspan(header->length);
        return whole(message);
      }
    }
  }
  fill(kHeaderSize, input);
  if (partial_.size() < kHeaderSize) return std::nullopt;
  const auto header = parse_header(partial_, largest_);
  if (!header) return fail(header.error());
  fill(header->length, input);
  if (partial_.size() < header->length) return std::nullopt;
  handed_out_ = true;
  return whole(partial_);
}

void Framer::fill(std::size_t size, std::span<const std::uint8_t>& input) {
  if (partial_.size() >= size) return;
  const auto taken = input.first(std::min(size - partial_.size(), input.size()));
  partial_.insert(partial_.end(), taken.begin(), taken.end());
  input = input.subspan(taken.size());
}

void Framer::reset() {
  partial_.clear();
  handed_out_ = false;
}

}  // namespace herald::bgp
