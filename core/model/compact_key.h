// A ServiceKey, or that of any other object, in a third of the memory: for those who keep one of each of ten
// thousand. They sort as the keys do, for no name holds the NUL that stands between its parts.
#pragma once

#include "core/base/compact_text.h"
#include "core/model/service.h"

#include <compare>
#include <string>
#include <string_view>

namespace herald::model {

class CompactKey {
 public:
  CompactKey() = default;
  explicit CompactKey(const ServiceKey& key)
      : text_(std::string(key.name_space).append(1, kBetween).append(key.name)) {}

  [[nodiscard]] ServiceKey key() const {
    return {.name_space = std::string(name_space()), .name = std::string(name())};
  }
  [[nodiscard]] std::string_view name_space() const { return text_.view().substr(0, middle()); }
  [[nodiscard]] std::string_view name() const { return text_.view().substr(middle() + 1); }

  friend bool operator==(const CompactKey&, const CompactKey&) = default;
  friend std::strong_ordering operator<=>(const CompactKey&, const CompactKey&) = default;

 private:
  static constexpr char kBetween = '\0';
  [[nodiscard]] std::size_t middle() const { return text_.view().find(kBetween); }

  CompactText text_;
};

}  // namespace herald::model
