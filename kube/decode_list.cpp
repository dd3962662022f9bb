#include "kube/decode_list.h"

#include <algorithm>

namespace herald::kube {
namespace {

constexpr std::size_t kMaxEnvelopeBytes = 64 << 10;
constexpr std::size_t kItemsDepth = 2;  // inside {"items":[

// Whether `envelope` ends in the opening of the items: ... , "items" : [
bool opens_items(std::string_view envelope) {
  envelope.remove_suffix(1);
  envelope = trim_json(envelope);
  if (!envelope.ends_with(':')) return false;
  envelope.remove_suffix(1);
  envelope = trim_json(envelope);
  constexpr std::string_view kItems = "\"items\"";
  if (!envelope.ends_with(kItems)) return false;
  envelope.remove_suffix(kItems.size());
  envelope = trim_json(envelope);
  return envelope.ends_with('{') || envelope.ends_with(',');
}

}  // namespace

std::optional<std::string_view> ListCutter::next(std::string_view& input) {
  if (cut_in_item_) item_.clear();
  cut_in_item_ = false;
  cut_.reset();
  while (!input.empty() && !cut_ && place_ != Place::lost) {
    std::size_t read = 0;
    if (place_ == Place::behind) {
      read = read_tail(input);
    } else {
      read = place_ == Place::items ? read_items(input) : read_envelope(input);
    }
    input.remove_prefix(read);
  }
  return cut_;
}

std::size_t ListCutter::read_envelope(std::string_view input) {
  const std::size_t end = scanner_.next(input, 0);
  envelope_.append(input.substr(0, end));
  high_water_ = std::max(high_water_, envelope_.size());
  if (envelope_.size() > kMaxEnvelopeBytes || scanner_.underflowed()) {
    place_ = Place::lost;
  } else if (scanner_.found() != 0) {
    after_envelope_mark(envelope_);
  }
  return end;
}

void ListCutter::after_envelope_mark(std::string_view envelope) {
  if (place_ == Place::before) {
    place_ = trim_json(envelope) == "{" ? Place::envelope : Place::lost;
  } else if (scanner_.found() == '[' && scanner_.depth() == kItemsDepth && opens_items(envelope)) {
    place_ = Place::items;
    after_comma_ = false;
  } else if (scanner_.depth() == 0) {
    place_ = Place::behind;
  }
}

std::size_t ListCutter::read_items(std::string_view input) {
  std::size_t end = 0;
  while (end < input.size()) {
    end = scanner_.next(input, end);
    const char c = scanner_.found();
    const bool closes_list = (c == ']' || c == '}') && scanner_.depth() < kItemsDepth;
    if (closes_list || (c == ',' && scanner_.depth() == kItemsDepth)) {
      end_item(input.substr(0, end - 1), c);
      return end;
    }
  }
  keep(input);
  return end;
}

void ListCutter::keep(std::string_view part) {
  if (item_.empty()) part.remove_prefix(std::min(part.find_first_not_of(kJsonSpace), part.size()));
  skipping_ = skipping_ || item_.size() + part.size() > max_item_bytes_;
  if (skipping_) {
    item_.clear();
    item_.shrink_to_fit();
  } else {
    item_.append(part);
  }
  high_water_ = std::max(high_water_, item_.capacity() + envelope_.size());
}

void ListCutter::end_item(std::string_view last_part, char separator) {
  const bool was_skipping = skipping_ || item_.size() + last_part.size() > max_item_bytes_;
  cut_in_item_ = !item_.empty();
  if (was_skipping) {
    item_.clear();
    ++oversized_;
  } else if (cut_in_item_) {
    keep(last_part);
    cut_ = trim_json(item_);
  } else if (const auto whole = trim_json(last_part); !whole.empty()) {
    cut_ = whole;
  }
  skipping_ = false;
  // Nothing between two separators is an error, except in the list without items.
  const bool nothing = !cut_ && !was_skipping;
  const bool empty_list = separator == ']' && !after_comma_;
  after_comma_ = true;
  if (separator == '}' || (nothing && !empty_list)) {
    cut_.reset();
    place_ = Place::lost;
  } else if (separator == ']') {
    envelope_ += ']';
    place_ = Place::envelope;
  }
}

std::size_t ListCutter::read_tail(std::string_view input) {
  if (!trim_json(input).empty()) place_ = Place::lost;
  return input.size();
}

}  // namespace herald::kube
