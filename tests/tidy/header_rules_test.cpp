#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HeadersHavePragmaOnceFirst, FindsThoseWithout) {
  EXPECT_THAT(places(headers_have_pragma_once_first(
                  planted({{"core/a.h", "// A.\n#include <set>\n#pragma once\n"}, {"core/b.h", "// B.\n"}}))),
              ElementsAre("core/a.h:2", "core/b.h:0"));
}

TEST(HeadersHavePragmaOnceFirst, PassesItBelowTheComment) {
  EXPECT_THAT(headers_have_pragma_once_first(planted(
                  {{"core/a.h", "// A.\n// More.\n\n#pragma once\nint a;\n"}, {"core/b.cpp", "int b;\n"}})),
              IsEmpty());
}

TEST(HeadersOpenWithAComment, FindsSilentOnes) {
  EXPECT_THAT(
      places(headers_open_with_a_comment(planted({{"core/a.h", "#pragma once\n\nint a;  // late\n"}}))),
      ElementsAre("core/a.h:1"));
}

TEST(HeadersOpenWithAComment, PassesItAboveOrBelowThePragma) {
  EXPECT_THAT(headers_open_with_a_comment(planted({{"core/a.h", "// A.\n#pragma once\nint a;\n"},
                                                   {"core/b.h", "#pragma once\n\n// B.\nint b;\n"}})),
              IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
