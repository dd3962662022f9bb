// What must hold between the objects of a configuration. Each check reports at the later place and names the
// earlier one.
#pragma once

#include "config/drafts.h"

namespace herald::config {

void check_names(const Draft& draft, Report& report);        // unique, and what is referred to exists
void check_equal_peers(const Draft& draft, Report& report);  // no peer twice
void check_overlaps(const Draft& draft, Report& report);     // no address in two entries
void check_advertisements(const Draft& draft, Report& report);
void warn_of_dead_settings(const Draft& draft, Report& report);  // what cannot have an effect

}  // namespace herald::config
