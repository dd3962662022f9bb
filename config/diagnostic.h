// One thing that is wrong (or odd) in a configuration text: where, and what to do about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::config {

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  int line = 0;  // both from 1; 0 when the whole text is meant
  int column = 0;
  std::string path;  // "address-pools[0].addresses[0]"; empty for the document
  std::string message;

  // `source:14:9 address-pools[0].addresses[0]: 192.168.23.223-192.168.23.220 runs backwards; write ...`
  [[nodiscard]] std::string to_string(std::string_view source = "config") const;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace herald::config
