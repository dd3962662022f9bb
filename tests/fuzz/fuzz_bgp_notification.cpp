// The body of a NOTIFICATION from arbitrary bytes. Law: it is written as it was read, as far as it fits;
// whatever words it carries are valid, printable UTF-8, and can be sent again.
#include "core/base/check.h"
#include "core/bgp/message.h"
#include "core/bgp/shutdown.h"
#include "core/bgp/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace herald::bgp;  // NOLINT(google-build-using-namespace): the subject of this program

void check_words(const std::string& words) {
  HERALD_CHECK(!words.empty());
  HERALD_CHECK(printable(words) == words);
  const auto sent = cease_with_message(Cease::administrative_shutdown, words);
  const auto received = shutdown_message(sent);
  HERALD_CHECK(received && words.starts_with(*received));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;  // a framer lets none through
  const std::span<const std::uint8_t> body(data, size);
  const Notification notification = parse_notification(body);
  std::vector<std::uint8_t> bytes;
  herald::ByteWriter out(bytes);
  append_to(out, notification);
  const auto written = std::span(bytes).subspan(kHeaderSize);
  HERALD_CHECK(written.size() == std::min(size, kLargestMessage - kHeaderSize));
  HERALD_CHECK(std::ranges::equal(written, body.first(written.size())));
  HERALD_CHECK(!text_of(notification).empty());
  if (const auto words = shutdown_message(notification)) check_words(*words);
  if (const auto inner = inside_hard_reset(notification)) HERALD_CHECK(hard_reset(*inner) == notification);
  return 0;
}
