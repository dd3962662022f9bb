// Values as one line of a trace.
#pragma once

#include "controller/effects.h"
#include "controller/events.h"
#include "core/alloc/pool_spec.h"
#include "core/model/service.h"

#include <string>
#include <vector>

namespace herald::sim {

[[nodiscard]] std::string describe(const std::vector<net::IpAddress>& addresses);
[[nodiscard]] std::string describe(const model::Service& service);
[[nodiscard]] std::string describe(const alloc::PoolSpec& pool);
[[nodiscard]] std::string describe(const controller::Effect& effect);
[[nodiscard]] std::string describe(const controller::WriteDone& done);

}  // namespace herald::sim
