#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Repository with_page(const std::string& cell) {
  return planted(
      {{"docs/end-to-end.md", "| Behaviour | Test |\n|---|---|\n| a | " + cell + " |\n"},
       {"tests/integration/e2e/a_test.cpp", "TEST_F(Reach, Works) {}\n\nTEST_P(Bgp, Md5Works) {}\n"},
       {"tests/integration/bgp/b_test.cpp", "TEST_P(Session, Md5) {}\n"}});
}

TEST(TestPageIsTrue, FindsATestThatIsNotThere) {
  EXPECT_THAT(places(test_page_is_true(with_page("`Reach.Works`, `With/Bgp.*`, `Reach.Worked`"))),
              ElementsAre("docs/end-to-end.md:3"));
}

TEST(TestPageIsTrue, FindsATestThatIsNotListed) {
  EXPECT_THAT(places(test_page_is_true(with_page("`Reach.Works`"))),
              ElementsAre("tests/integration/e2e/a_test.cpp:3"));
}

TEST(TestPageIsTrue, FindsThatThereIsNoPage) {
  EXPECT_THAT(test_page_is_true(planted({})), SizeIs(1));
}

TEST(TestPageIsTrue, PassesPatternsProgramsAndCommands) {
  EXPECT_THAT(test_page_is_true(
                  with_page("`Reach.*`, `With/Bgp.Md5*`, `Session.Md5` (`e2e_bgp`, `FAST=1 make demo`)")),
              IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
