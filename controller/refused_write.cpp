#include "controller/refused_write.h"

#include <utility>

namespace herald::controller {

decltype(WriteDone::outcome) outcome_of(RefusedWrite write) {
  // Without the registry's word for it nobody knows who answered.
  if (write.status == 404 && write.is_absent) return outcome::Gone{};
  if (write.status == 409) return outcome::Conflict{};
  // The class says that it was not carried out, for whatever reason of ours; 408, that nobody knows how far
  // it had come.
  const bool refused =
      write.status >= 400 && write.status < 500 && write.status != 404 && write.status != 408;
  if (refused) return outcome::Throttled{write.retry_after};
  return outcome::Failed{std::move(write.why)};
}

}  // namespace herald::controller
