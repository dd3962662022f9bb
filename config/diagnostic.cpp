#include "config/diagnostic.h"

namespace herald::config {

std::string Diagnostic::to_string(std::string_view source) const {
  std::string out(source);
  if (line > 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
  if (!path.empty()) out += " " + path;
  out += ": ";
  if (severity == Severity::warning) out += "warning: ";
  return out + message;
}

}  // namespace herald::config
