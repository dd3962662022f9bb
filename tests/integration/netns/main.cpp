// main() of every test that makes network namespaces. Where that is not possible it says so and exits with
// 77, which ctest reports as skipped.
#include "tests/integration/netns/privileges.h"

#include <cstdio>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (const auto why = herald::netns::obtain_privileges()) {
    std::printf("skipped: %s\n", why->c_str());
    return 77;
  }
  return RUN_ALL_TESTS();
}
