// How long ago, as kubectl's tables show it: "12s", "4m30s", "27h".
#pragma once

#include <cstdint>
#include <string>

namespace herald::apiserver {

[[nodiscard]] std::string human_duration(std::int64_t seconds);

}  // namespace herald::apiserver
