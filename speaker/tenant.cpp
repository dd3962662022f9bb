#include "speaker/tenant.h"

#include "core/base/bytes.h"
#include "core/base/check.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace herald::speaker {
namespace {

// The first byte: who may enter where, in the lowest bit, and how the network hears of it.
std::uint8_t manner_of(const Tenant& tenant) {
  const auto protocol = static_cast<unsigned>(tenant.protocol);
  return static_cast<std::uint8_t>(protocol << 1U | static_cast<unsigned>(tenant.traffic_policy));
}

model::TrafficPolicy policy_in(std::uint8_t manner) {
  return static_cast<model::TrafficPolicy>(manner & 1U);
}

config::Protocol protocol_in(std::uint8_t manner) {
  return static_cast<config::Protocol>(manner >> 1U);
}

// One byte says how long a text is, as almost all are short; this one says that four more do.
constexpr std::uint8_t kLong = 0xff;

void put_size(ByteWriter& into, std::size_t size) {
  if (size < kLong) return into.u8(static_cast<std::uint8_t>(size));
  into.u8(kLong);
  into.u32(static_cast<std::uint32_t>(size));
}

std::size_t take_size(ByteReader& from) {
  const std::uint8_t size = from.u8();
  return size == kLong ? from.u32() : size;
}

void put(ByteWriter& into, std::string_view text) {
  put_size(into, text.size());
  for (const char c : text)
    into.u8(static_cast<std::uint8_t>(c));
}

std::string take(ByteReader& from) {
  const auto bytes = from.take(take_size(from));
  return {bytes.begin(), bytes.end()};
}

void put(ByteWriter& into, net::IpAddress address) {
  const auto bytes = address.bytes();
  const std::size_t size = address.is_v4() ? 4 : bytes.size();
  put_size(into, size);
  for (const std::uint8_t byte : std::span(bytes).first(size))
    into.u8(byte);
}

}  // namespace

PackedTenant::PackedTenant(const Tenant& tenant) {
  std::vector<std::uint8_t> bytes;
  ByteWriter into(bytes);
  into.u8(manner_of(tenant));
  put(into, tenant.uid);
  put(into, tenant.pool);
  put_size(into, tenant.addresses.size());
  for (const net::IpAddress address : tenant.addresses)
    put(into, address);
  for (const auto& [key, value] : tenant.labels) {
    put(into, key);
    put(into, value);
  }
  bytes_ = CompactText(std::string(bytes.begin(), bytes.end()));
}

Tenant PackedTenant::unpack() const {
  const std::string_view view = bytes_.view();
  const std::vector<std::uint8_t> bytes(view.begin(), view.end());
  ByteReader from(bytes);
  Tenant tenant;
  const std::uint8_t manner = from.u8();
  tenant.traffic_policy = policy_in(manner);
  tenant.protocol = protocol_in(manner);
  tenant.uid = take(from);
  tenant.pool = take(from);
  for (std::size_t more = take_size(from); more != 0; --more)
    tenant.addresses.push_back(*net::IpAddress::from_bytes(from.take(take_size(from))));
  while (from.remaining() != 0) {
    std::string key = take(from);
    tenant.labels.emplace(std::move(key), take(from));
  }
  HERALD_CHECK(from.ok());
  return tenant;
}

model::TrafficPolicy PackedTenant::traffic_policy() const {
  return policy_in(static_cast<std::uint8_t>(bytes_.view().front()));
}

config::Protocol PackedTenant::protocol() const {
  return protocol_in(static_cast<std::uint8_t>(bytes_.view().front()));
}

}  // namespace herald::speaker
