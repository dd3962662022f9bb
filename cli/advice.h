// What somebody can do about a reason: the sentence that `explain` ends with. docs/reasons.md says more.
#pragma once

#include "core/model/reason.h"

#include <string_view>

namespace herald::cli {

// Empty when there is nothing to do.
[[nodiscard]] std::string_view advice(model::Reason reason);
// By the name that conditions carry; empty for a name that only a newer Herald knows.
[[nodiscard]] std::string_view advice(std::string_view reason_name);

}  // namespace herald::cli
