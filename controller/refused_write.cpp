#include "controller/refused_write.h"

#include <utility>

namespace herald::controller {

decltype(WriteDone::outcome) outcome_of(RefusedWrite write) {
  // Without the registry's word for it nobody knows who answered.
  if (write.status == 404 && write.is_absent) return outcome::Gone{};
  if (write.status == 409) return outcome::Conflict{};
  if (write.status == 429) return outcome::Throttled{write.retry_after};
  return outcome::Failed{std::move(write.why)};
}

}  // namespace herald::controller
