// What the Lease of every daemon carries besides its own fields, whichever daemon it is: which Herald holds
// it, and what its log shall tell. The holder writes the version; the log level is people's (`heraldctl
// logs-level`), and no daemon writes it.
#pragma once

#include "kube/objects.h"

#include <string_view>

namespace herald::kube {

namespace annotation {
inline constexpr std::string_view kVersion = "lb.herald/version";
inline constexpr std::string_view kLogLevel = "lb.herald/log-level";  // "debug"; absent: as it was started
}  // namespace annotation

// Empty when the annotation is absent.
[[nodiscard]] inline std::string_view annotation_of(const Lease& lease, std::string_view key) {
  const auto at = lease.annotations.find(key);
  return at == lease.annotations.end() ? std::string_view() : std::string_view(at->second);
}

}  // namespace herald::kube
