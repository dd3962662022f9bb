// A text that is made once and kept by the ten thousand: eight bytes, and one block of its own length unless
// it is empty. It never changes; who wants to build or change one uses std::string.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace herald {

class CompactText {
 public:
  CompactText() = default;
  explicit CompactText(std::string_view text) {
    if (text.empty()) return;
    const auto size = static_cast<Size>(text.size());
    block_ = std::make_unique_for_overwrite<char[]>(sizeof(Size) + text.size());
    std::memcpy(block_.get(), &size, sizeof(Size));
    std::ranges::copy(text, block_.get() + sizeof(Size));
  }

  [[nodiscard]] std::string_view view() const {
    if (!block_) return {};
    Size size = 0;
    std::memcpy(&size, block_.get(), sizeof(Size));
    return {block_.get() + sizeof(Size), size};
  }
  [[nodiscard]] bool empty() const { return !block_; }

  friend bool operator==(const CompactText& a, const CompactText& b) { return a.view() == b.view(); }
  friend std::strong_ordering operator<=>(const CompactText& a, const CompactText& b) {
    return a.view() <=> b.view();
  }
  friend bool operator==(const CompactText& a, std::string_view b) { return a.view() == b; }
  friend std::strong_ordering operator<=>(const CompactText& a, std::string_view b) { return a.view() <=> b; }

 private:
  using Size = std::uint32_t;
  std::unique_ptr<char[]> block_;  // its size, then the text
};

}  // namespace herald
