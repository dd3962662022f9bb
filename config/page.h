// A configuration as daemons show it on /debug/config.
#pragma once

#include "config/config.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::config {

enum class Standing : std::uint8_t { present, outdated };

// YAML with the passwords masked. `config` may be null: none has been seen. `name`: of its ConfigMap.
[[nodiscard]] std::string page(const Config* config, std::string_view name, Standing standing);

}  // namespace herald::config
