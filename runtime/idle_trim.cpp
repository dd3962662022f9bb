#include "runtime/idle_trim.h"

#include <malloc.h>

namespace herald::runtime {

void return_free_memory() {
  ::malloc_trim(0);
}

void keep_large_blocks_apart() {
  constexpr int kLarge = 128 << 10;
  ::mallopt(M_MMAP_THRESHOLD, kLarge);
}

void IdleTrim::worked() {
  ++work_;
  if (idle_) wakeup_.ring();
}

void IdleTrim::close() {
  closed_ = true;
  wakeup_.ring();
}

Task<> IdleTrim::run() {
  while (!closed_) {
    idle_ = work_ == seen_;
    seen_ = work_;
    const Woken woken = co_await wakeup_.sleep_until(idle_ ? kNever : clock_.now() + kQuiet);
    if (woken == Woken::cancelled) co_return;
    if (woken == Woken::deadline && work_ == seen_) trim_();
  }
}

}  // namespace herald::runtime
