// Getting into a running lab, and saying why not.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <optional>
#include <string>

namespace herald::lab {

inline constexpr int kDone = 0;
inline constexpr int kNotDone = 1;

// Goes on inside the lab, see enter(); nothing when there is none, which it then has said.
[[nodiscard]] std::optional<Choices> go_inside(const LabDirectory& directory);

int complain(const std::string& what);
// 0, or the complaint.
int finish(const Result<void, std::string>& result);

}  // namespace herald::lab
