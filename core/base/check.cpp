#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace herald {

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "herald: broken invariant at %s:%d: %s\n", file, line, expression);
  std::abort();
}

}  // namespace herald
