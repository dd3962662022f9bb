#include "runtime/metric_family.h"

#include "core/base/check.h"

#include <numeric>

namespace herald::runtime {
namespace {

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

}  // namespace

LabelNames::LabelNames(std::vector<std::string> names) : names_(std::move(names)), by_name_(names_.size()) {
  std::iota(by_name_.begin(), by_name_.end(), std::size_t{0});
  std::ranges::sort(by_name_, {}, [this](std::size_t i) -> const std::string& { return names_[i]; });
}

std::string LabelNames::text(LabelValues values) const {
  HERALD_CHECK(names_.size() == values.size());
  std::string text;
  for (const std::size_t i : by_name_) {
    if (!text.empty()) text += ',';
    text += names_[i];
    text += "=\"";
    append_escaped(text, values.begin()[i]);
    text += '"';
  }
  return text;
}

}  // namespace herald::runtime
