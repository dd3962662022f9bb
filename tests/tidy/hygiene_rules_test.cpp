#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WhitespaceIsClean, FindsWhatEditorsLeaveBehind) {
  EXPECT_THAT(places(whitespace_is_clean(
                  planted({{"core/a.cpp", "int a; \n\tint b;\nint c;\r\n"}, {"docs/b.md", "text"}}))),
              ElementsAre("core/a.cpp:1", "core/a.cpp:2", "core/a.cpp:3", "docs/b.md:1"));
}

TEST(WhitespaceIsClean, PassesMakefilesAndGoldenInputs) {
  EXPECT_THAT(whitespace_is_clean(planted({{"Makefile", "a:\n\tb\n"},
                                           {"tests/golden/config/crlf.yaml", "a: 1 \r\nb: 2"},
                                           {"core/a.cpp", "int a;\n"}})),
              IsEmpty());
}

TEST(NoMergeMarkers, FindsThem) {
  const std::string theirs =
      "<<<<"
      "<<< HEAD\na\n=======\nb\n>>>>"
      ">>> theirs\n";
  EXPECT_THAT(places(no_merge_markers(planted({{"docs/a.md", theirs}}))),
              ElementsAre("docs/a.md:1", "docs/a.md:5"));
}

TEST(NoMergeMarkers, PassesUnderlinesAndShifts) {
  EXPECT_THAT(no_merge_markers(planted({{"docs/a.md", "Title\n=======\na << b\n"}})), IsEmpty());
}

TEST(NoDeferredWork, FindsNotesToOneself) {
  EXPECT_THAT(places(no_deferred_work(planted({{"core/a.cpp",
                                                "// TO"
                                                "DO: more\n// FIX"
                                                "ME(me)\n// XX"
                                                "X\n"}}))),
              ElementsAre("core/a.cpp:1", "core/a.cpp:2", "core/a.cpp:3"));
}

TEST(NoDeferredWork, PassesLongerWords) {
  EXPECT_THAT(no_deferred_work(planted({{"scripts/a.sh",
                                         "mktemp /tmp/XX"
                                         "XXXX; TO"
                                         "DOS\n"}})),
              IsEmpty());
}

TEST(NamesAreWellFormed, FindsOtherSpellingsAndEmptyWords) {
  EXPECT_THAT(places(names_are_well_formed(planted({{"core/IpAddress.h", ""},
                                                    {"core/ip-address.h", ""},
                                                    {"core/util/a.h", ""},
                                                    {"core/util"
                                                     "s.h",
                                                     ""},
                                                    {"docs/Guide.md", ""},
                                                    {"tests/Unit/a.cpp", ""}}))),
              testing::UnorderedElementsAre("core/IpAddress.h:0", "core/ip-address.h:0", "core/util/a.h:0",
                                            "core/utils.h:0", "docs/Guide.md:0", "tests/Unit/a.cpp:0"));
}

TEST(NamesAreWellFormed, PassesTheCustomaryOnes) {
  EXPECT_THAT(names_are_well_formed(planted({{"core/ip_range.h", ""},
                                             {"README.md", ""},
                                             {"docs/decisions/0001-a-b.md", ""},
                                             {"cmake/HeraldTargets.cmake", ""},
                                             {".ci/run", ""},
                                             {"deploy/Dockerfile.controller", ""},
                                             {"tests/fuzz/corpus/fuzz_ip/Ab9", ""},
                                             {".clang-format", ""}})),
              IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
