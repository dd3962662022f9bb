// Prefixes as they lie in an UPDATE (RFC 4271 section 4.3): a bit count, then as many bytes as hold the bits.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/types.h"
#include "core/net/ip.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

// A checked list of prefixes that still lies where it was read: walking it costs no memory, and so does a
// flood of routes that nobody wants.
class PrefixList {
 public:
  PrefixList() = default;
  // Nothing but the offset of the first prefix that is longer than the family's addresses or than the list.
  [[nodiscard]] static Result<PrefixList, std::size_t> parse(net::Family family,
                                                             std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] net::Family family() const { return family_; }

  // Calls visit(Prefix) for each; bits behind the prefix length have been cleared.
  template <class Visit>
  void for_each(Visit visit) const {
    ByteReader in(bytes_);
    while (in.remaining() > 0)
      visit(*next(family_, in));
  }

 private:
  // Nothing when there is no valid prefix at the reader's place.
  [[nodiscard]] static std::optional<Prefix> next(net::Family family, ByteReader& in);

  std::span<const std::uint8_t> bytes_;
  std::size_t size_ = 0;
  net::Family family_ = net::Family::ipv4;
};

[[nodiscard]] constexpr std::size_t encoded_size(const Prefix& prefix) {
  return 1 + static_cast<std::size_t>(prefix.prefix_length() + 7) / 8;
}
void append_to(ByteWriter& out, const Prefix& prefix);

}  // namespace herald::bgp
