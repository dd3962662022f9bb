// The body of an OPEN from arbitrary bytes. Law: a refusal is an OPEN error that points into the body;
// whatever parses is written as an OPEN that parses to the same, and two such can be negotiated.
#include "core/base/check.h"
#include "core/bgp/dialect.h"
#include "core/bgp/open.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using namespace herald::bgp;  // NOLINT(google-build-using-namespace): the subject of this program

// More than this a framer would not let through; more capabilities than fit are a caller's mistake.
constexpr std::size_t kLargestBody = kLargestMessage - kHeaderSize;

void check_written(const Open& open) {
  std::vector<std::uint8_t> bytes;
  herald::ByteWriter out(bytes);
  append_to(out, open);
  const auto again = parse_open(std::span(bytes).subspan(kHeaderSize));
  HERALD_CHECK(again && *again == open);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kLargestBody) return 0;
  const auto open = parse_open(std::span(data, size));
  if (!open) {
    HERALD_CHECK(open.error().severity == Severity::session_reset);
    HERALD_CHECK(open.error().notification.code == static_cast<std::uint8_t>(ErrorCode::open));
    HERALD_CHECK(open.error().offset <= size);
    return 0;
  }
  check_written(*open);
  HERALD_CHECK(!negotiate(*open, *open).external);
  return 0;
}
