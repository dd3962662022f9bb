#include "tests/unit/config/golden.h"

#include <string_view>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--update-golden") herald::config::update_golden() = true;
  }
  return RUN_ALL_TESTS();
}
