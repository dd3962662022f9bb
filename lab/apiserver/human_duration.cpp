#include "lab/apiserver/human_duration.h"

namespace herald::apiserver {
namespace {

// Two units, the smaller one only when it is not zero.
std::string two(std::int64_t big, char big_unit, std::int64_t small, char small_unit) {
  std::string text = std::to_string(big) + big_unit;
  if (small != 0) text += std::to_string(small) + small_unit;
  return text;
}

}  // namespace

std::string human_duration(std::int64_t seconds) {
  if (seconds < 0) return "0s";
  if (seconds < 120) return std::to_string(seconds) + "s";
  const std::int64_t minutes = seconds / 60;
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return std::to_string(minutes) + "m";
  const std::int64_t hours = minutes / 60;
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return std::to_string(hours) + "h";
  if (hours < 192) return two(hours / 24, 'd', hours % 24, 'h');
  const std::int64_t days = hours / 24;
  if (days < 730) return std::to_string(days) + "d";
  if (days < 8 * 365) return two(days / 365, 'y', days % 365, 'd');
  return std::to_string(days / 365) + "y";
}

}  // namespace herald::apiserver
