// Path attributes as they lie in an UPDATE (RFC 4271 section 4.3): flags, type, length, value. What they mean
// is in attribute_reader.h and attribute_writer.h.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

enum class AttributeType : std::uint8_t {
  origin = 1,
  as_path = 2,
  next_hop = 3,
  med = 4,
  local_pref = 5,
  atomic_aggregate = 6,
  aggregator = 7,
  communities = 8,
  originator_id = 9,
  cluster_list = 10,
  mp_reach = 14,
  mp_unreach = 15,
  extended_communities = 16,
  as4_path = 17,
  as4_aggregator = 18,
  ipv6_extended_communities = 25,
  large_communities = 32
};

inline constexpr std::uint8_t kOptional = 0x80;
inline constexpr std::uint8_t kTransitive = 0x40;
inline constexpr std::uint8_t kPartial = 0x20;
inline constexpr std::uint8_t kExtendedLength = 0x10;

// The two flags that say what an attribute is; a type has always the same ones.
inline constexpr std::uint8_t kWellKnown = kTransitive;
inline constexpr std::uint8_t kOptionalTransitive = kOptional | kTransitive;
inline constexpr std::uint8_t kOptionalNonTransitive = kOptional;

struct RawAttribute {
  std::uint8_t flags = 0;
  AttributeType type{};
  std::span<const std::uint8_t> value;
  std::span<const std::uint8_t> whole;  // with flags, type and length, as a NOTIFICATION repeats it
  std::size_t offset = 0;               // of its flags, from the reader's first byte
};

// Nothing when the bytes left are no attribute: their length disagrees with what is there.
[[nodiscard]] std::optional<RawAttribute> next_attribute(ByteReader& in);

// What was wrong with an UPDATE and could be forgiven (RFC 7606 section 3 h): the worst counts.
class Faults {
 public:
  // `data` is only copied when it is needed: an UPDATE can hold 20,000 faults.
  void add(Severity severity, UpdateError subcode, std::span<const std::uint8_t> data, std::size_t offset);

  [[nodiscard]] const std::optional<Error>& worst() const { return worst_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  // Whether there was more than attributes to be discarded.
  [[nodiscard]] bool reach_routes() const { return worst_ && worst_->severity > Severity::attribute_discard; }

 private:
  std::optional<Error> worst_;
  std::size_t count_ = 0;
};

}  // namespace herald::bgp
