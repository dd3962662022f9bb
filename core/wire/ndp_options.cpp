#include "core/wire/ndp_options.h"

#include "core/wire/addresses.h"

namespace herald::wire {
namespace {

constexpr std::size_t kUnit = 8;             // an option's length counts units of 8 bytes, itself included
constexpr std::size_t kHeaderSize = 2;       // type and length
constexpr std::uint8_t kLinkLayerUnits = 1;  // 2 + 6 bytes
constexpr std::size_t kLengthAt = 1;         // the length follows the type
static_assert(kHeaderSize + kMacSize == kLinkLayerUnits * kUnit);

struct Option {
  std::size_t at = 0;
  std::uint8_t type = 0;
  std::uint8_t units = 0;
  std::span<const std::uint8_t> body;
};

Result<Option, ParseError> next_option(ByteReader& reader) {
  Option option;
  option.at = reader.offset();
  option.type = reader.u8();
  option.units = reader.u8();
  if (!reader.ok()) return fail(ParseError{reader.offset(), ParseReason::truncated});
  if (option.units == 0) return fail(ParseError{option.at + kLengthAt, ParseReason::option_length_zero});
  option.body = reader.take(option.units * kUnit - kHeaderSize);
  if (!reader.ok()) return fail(ParseError{option.at + kLengthAt, ParseReason::option_beyond_message});
  return option;
}

Result<net::MacAddress, ParseError> link_layer_address(const Option& option) {
  if (option.units != kLinkLayerUnits) {
    return fail(ParseError{option.at + kLengthAt, ParseReason::link_layer_option_length});
  }
  ByteReader reader(option.body);
  return read_mac(reader);
}

}  // namespace

Result<NdpOptions, ParseError> NdpOptions::parse(ByteReader& reader) {
  NdpOptions options;
  while (reader.remaining() > 0) {
    const auto option = next_option(reader);
    if (!option) return fail(option.error());
    if (option->type != kOptionSourceLinkLayer && option->type != kOptionTargetLinkLayer) continue;
    const auto mac = link_layer_address(*option);
    if (!mac) return fail(mac.error());
    auto& kept =
        option->type == kOptionSourceLinkLayer ? options.source_link_layer : options.target_link_layer;
    if (kept) continue;
    kept = *mac;
    if (option->type == kOptionSourceLinkLayer) options.source_link_layer_at = option->at;
  }
  return options;
}

void append_link_layer_option(ByteWriter& out, std::uint8_t type, const net::MacAddress& mac) {
  out.u8(type);
  out.u8(kLinkLayerUnits);
  append(out, mac);
}

}  // namespace herald::wire
