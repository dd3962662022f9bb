// The small grammar of a speaker's annotations (speaker_report.h, speaker_peers.h): lists of entries with a
// separator, bounded, and read back without trust in who wrote them.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace herald::kube {

// Stands at the end of a list that was cut short.
inline constexpr std::string_view kCutShort = "...";
// All annotations of an object together may have 256 KiB: three lists of addresses, five of other things.
inline constexpr std::size_t kMostAddressBytes = std::size_t{70} << 10;
inline constexpr std::size_t kMostOtherBytes = std::size_t{8} << 10;

// Texts with a separator, as many as fit whole.
class BoundedText {
 public:
  BoundedText(std::string_view separator, std::size_t most) : separator_(separator), most_(most) {}

  // Whether there was room.
  bool add(std::string_view entry);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void append(std::string_view entry);

  std::string_view separator_;
  std::size_t most_;
  std::string text_;
  bool cut_short_ = false;
};

struct Halves {
  std::string_view before;
  std::string_view after;
};

// Before and behind the first separator; nothing when there is none.
[[nodiscard]] std::optional<Halves> split(std::string_view text, char separator);

// Hands each entry to `read`, which tells whether it could; "..." at the end is no entry.
template <class Read>
bool each_entry(std::string_view text, char separator, Read read) {
  while (!text.empty()) {
    const auto halves = split(text, separator).value_or(Halves{text, {}});
    text = halves.after;
    if (halves.before == kCutShort && text.empty()) return true;
    if (!read(halves.before)) return false;
  }
  return true;
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace herald::kube
