// Addresses, blocks and hardware addresses from arbitrary text. Law: whatever parses prints, and what it
// prints parses again to the same value.
#include "core/base/check.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

template <class T>
void check_round_trip(std::string_view text) {
  const auto value = T::parse(text);
  if (!value) return;
  const std::string printed = value->to_string();
  const auto again = T::parse(printed);
  HERALD_CHECK(again == value);
  HERALD_CHECK(again->to_string() == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_round_trip<herald::net::IpAddress>(text);
  check_round_trip<herald::net::Cidr>(text);
  check_round_trip<herald::net::MacAddress>(text);
  return 0;
}
