#include "kube/object_meta.h"

namespace herald::kube {

std::string_view name(StoreError error) {
  switch (error) {
    case StoreError::not_found:
      return "NotFound";
    case StoreError::already_exists:
      return "AlreadyExists";
    case StoreError::conflict:
      return "Conflict";
    case StoreError::expired:
      return "Expired";
    case StoreError::invalid_continue:
      return "InvalidContinue";
  }
  return "?";
}

std::string uid_text(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr int kDigitsInAll = 32;
  std::string text;
  for (int digit = 0; digit < kDigitsInAll; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text += '-';
    const std::uint64_t half = digit < 16 ? high : low;
    text += kDigits[half >> (60 - digit % 16 * 4) & 0xf];
  }
  text[14] = '4';  // RFC 9562: the version ...
  text[19] = '8';  // ... and the variant
  return text;
}

}  // namespace herald::kube
