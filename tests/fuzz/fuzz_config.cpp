// Any text: the parser answers, and what it takes renders to a text that means the same.
#include "config/parse.h"
#include "config/render.h"
#include "core/base/check.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald::config;
  const auto parsed = parse({reinterpret_cast<const char*>(data), size});
  if (!parsed) {
    HERALD_CHECK(!parsed.error().empty());
    return 0;
  }
  const auto again = parse(render(parsed->config));
  HERALD_CHECK(again.has_value());
  HERALD_CHECK(again->config == parsed->config);
  return 0;
}
