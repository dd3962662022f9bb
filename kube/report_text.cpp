#include "kube/report_text.h"

namespace herald::kube {

bool BoundedText::add(std::string_view entry) {
  if (text_.size() + separator_.size() + entry.size() + kCutShort.size() > most_) {
    if (!cut_short_) append(kCutShort);
    cut_short_ = true;
    return false;
  }
  append(entry);
  return true;
}

void BoundedText::append(std::string_view entry) {
  if (!text_.empty()) text_ += separator_;
  text_ += entry;
}

std::optional<Halves> split(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return Halves{text.substr(0, at), text.substr(at + 1)};
}

}  // namespace herald::kube
