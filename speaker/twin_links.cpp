#include "speaker/twin_links.h"

#include <algorithm>

namespace herald::speaker::wire {

bool TwinLinks::heard(Instant now, const std::string& one, const std::string& other) {
  return heard_.insert_or_assign(std::minmax({one, other}), now).second;
}

bool TwinLinks::forget_former(Instant now, Duration kept) {
  return std::erase_if(heard_, [&](const auto& entry) { return now - entry.second > kept; }) > 0;
}

report::TwinLinks TwinLinks::report() const {
  report::TwinLinks report;
  for (const auto& [pair, when] : heard_)
    report.pairs.insert(pair);
  return report;
}

}  // namespace herald::speaker::wire
