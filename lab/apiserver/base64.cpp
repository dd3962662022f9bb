#include "lab/apiserver/base64.h"

#include <algorithm>
#include <cstdint>

namespace herald::apiserver {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < here ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += k <= here ? kAlphabet[group >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t end = text.find('=');
  const std::string_view body = text.substr(0, end);
  const std::string_view padding = end == std::string_view::npos ? std::string_view() : text.substr(end);
  const bool padded_right = padding.empty() || padding == "=" || padding == "==";
  return padded_right && body.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace herald::apiserver
