// The two things that heraldctl changes in a cluster, both as annotations of a daemon's Lease: whether a node
// shall be emptied, and how talkative a daemon's log is. Whoever may patch Leases in Herald's namespace may
// do so.
#pragma once

#include "cli/live_connection.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::cli {

struct LeaseWish {
  std::string lease;
  std::string_view annotation;
  std::optional<std::string> value;  // absent: the wish is taken back
};

// One after another; the first that is refused ends it.
[[nodiscard]] Result<void, std::string> wish(const ClusterChoice& choice,
                                             const std::vector<LeaseWish>& wishes);

}  // namespace herald::cli
