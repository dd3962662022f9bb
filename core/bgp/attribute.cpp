#include "core/bgp/attribute.h"

namespace herald::bgp {

std::optional<RawAttribute> next_attribute(ByteReader& in) {
  RawAttribute attribute;
  attribute.offset = in.offset();
  attribute.flags = in.u8();
  attribute.type = static_cast<AttributeType>(in.u8());
  const bool wide = (attribute.flags & kExtendedLength) != 0;
  attribute.value = in.take(wide ? in.u16() : in.u8());
  if (!in.ok()) return std::nullopt;
  // The header lies right before the value.
  const std::size_t header = wide ? 4 : 3;
  attribute.whole = {attribute.value.data() - header, attribute.value.size() + header};
  return attribute;
}

void Faults::add(Severity severity, UpdateError subcode, std::span<const std::uint8_t> data,
                 std::size_t offset) {
  ++count_;
  if (worst_ && worst_->severity >= severity) return;
  worst_ = Error{severity, notification(subcode, {data.begin(), data.end()}), offset};
}

}  // namespace herald::bgp
