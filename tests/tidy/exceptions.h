// The places that may break a rule about words, each with its reason. An entry that nothing needs any more is
// itself a finding.
#pragma once

#include <string_view>
#include <vector>

namespace herald::tidy {

struct Exception {
  std::string_view path;
  std::string_view word;
  std::string_view reason;
};

[[nodiscard]] const std::vector<Exception>& exceptions();
[[nodiscard]] bool is_excepted(std::string_view path, std::string_view word);

}  // namespace herald::tidy
