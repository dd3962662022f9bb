// What the program ends with. Scripts rely on it; docs/operate/heraldctl.md explains it, a test tries each.
#pragma once

namespace herald::cli {

inline constexpr int kFine = 0;
// What was looked at (a file, a cluster) is not as it should be.
inline constexpr int kTrouble = 1;
// The command was used wrongly, a file cannot be read, the cluster cannot be reached or refuses.
inline constexpr int kUsage = 2;

}  // namespace herald::cli
