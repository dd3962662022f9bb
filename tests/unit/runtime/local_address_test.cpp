#include "runtime/local_address.h"

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using testing::HasSubstr;

// What a network namespace is needed for is in tests/integration/speaker_io/ring_address_test.cpp.
TEST(LocalAddress, OfTheMachineItselfIsNoAnswer) {
  const auto found = source_address_towards("127.0.0.1");
  ASSERT_FALSE(found) << *found;
  EXPECT_THAT(found.error(), HasSubstr("127.0.0.1 is an address of this machine itself"));
}

TEST(LocalAddress, OnlyOfNumericHosts) {
  const auto found = source_address_towards("kubernetes.default");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error(), HasSubstr("is no address"));
}

}  // namespace
}  // namespace herald::runtime
