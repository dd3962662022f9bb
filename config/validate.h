// RawDocument -> Config: the grammar, object by object, and then what must hold between objects. Everything
// that is wrong goes to the report; the Config means something only when the report has no errors.
#pragma once

#include "config/config.h"
#include "config/raw.h"
#include "config/report.h"

namespace herald::config {

[[nodiscard]] Config validate(const RawDocument& document, Report& report);

}  // namespace herald::config
