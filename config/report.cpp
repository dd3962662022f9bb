#include "config/report.h"

#include <iterator>
#include <tuple>
#include <utility>

namespace herald::config {

bool Report::ByPosition::operator()(const Diagnostic& a, const Diagnostic& b) const {
  return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
}

void Report::Kept::add(Severity severity, const Place& place, std::string& message) {
  const auto [entry, is_new] =
      first.insert(Diagnostic{severity, place.at.line, place.at.column, place.path, std::move(message)});
  if (!is_new) return;
  ++total;
  if (first.size() > kMaxShown) first.erase(std::prev(first.end()));
}

Diagnostics Report::Kept::shown(std::string_view noun) const {
  Diagnostics out(first.begin(), first.end());
  if (total > out.size()) {
    const std::string left_out = std::to_string(total - out.size());
    out.push_back(
        Diagnostic{out.front().severity, 0, 0, "", "... and " + left_out + " more " + std::string(noun)});
  }
  return out;
}

}  // namespace herald::config
