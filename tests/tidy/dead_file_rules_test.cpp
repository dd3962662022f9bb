#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SourcesAreBuilt, FindsOneThatNoTargetNames) {
  EXPECT_THAT(
      places(sources_are_built(planted({{"core/net/cidr.cpp", ""},
                                        {"core/net/ip.cpp", ""},
                                        {"kube/ip.cpp", ""},
                                        {"core/CMakeLists.txt", "herald_library(x SOURCES net/ip.cpp)"}}))),
      ElementsAre("core/net/cidr.cpp:0", "kube/ip.cpp:0"));
}

TEST(SourcesAreBuilt, PassesPathsFromTheFolderAndFromTheRoot) {
  EXPECT_THAT(
      sources_are_built(planted({{"a/b.cpp", ""},
                                 {"c/d/e.cpp", ""},
                                 {"a/CMakeLists.txt", "x(y b.cpp \"${PROJECT_SOURCE_DIR}/c/d/e.cpp\")"}})),
      IsEmpty());
}

TEST(HeadersAreIncluded, FindsOneThatNobodyIncludes) {
  EXPECT_THAT(places(headers_are_included(
                  planted({{"core/a.h", ""}, {"core/b.h", "#include \"core/c.h\"\n"}, {"core/c.h", ""}}))),
              ElementsAre("core/a.h:0", "core/b.h:0"));
}

TEST(HeadersAreIncluded, PassesThoseInUse) {
  EXPECT_THAT(headers_are_included(planted({{"core/a.h", ""}, {"core/a.cpp", "#include \"core/a.h\"\n"}})),
              IsEmpty());
}

TEST(OtherFilesAreMentioned, FindsOrphans) {
  EXPECT_THAT(places(other_files_are_mentioned(planted({{"cmake/Gone.cmake", ""},
                                                        {"deploy/role.yaml", "# role.yaml"},
                                                        {"docs/orphan.md", "[me](orphan.md)"},
                                                        {"scripts/old.sh", ""},
                                                        {"tests/golden/config/a.yaml", ""}}))),
              ElementsAre("cmake/Gone.cmake:0", "deploy/role.yaml:0", "docs/orphan.md:0", "scripts/old.sh:0",
                          "tests/golden/config/a.yaml:0"));
}

TEST(OtherFilesAreMentioned, PassesWhatIsReached) {
  EXPECT_THAT(other_files_are_mentioned(
                  planted({{"CMakeLists.txt", "include(Used)\nadd_subdirectory(core)"},
                           {"core/CMakeLists.txt", ""},
                           {"cmake/Used.cmake", ""},
                           {"README.md", "[more](docs/more.md)"},
                           {"docs/more.md", ""},
                           {"Makefile", "x:\n\t@scripts/run.sh"},
                           {"scripts/run.sh", ""},
                           {"tests/unit/a_test.cpp", "f(HERALD_SOURCE_DIR \"/tests/golden/config\");"},
                           {"tests/golden/config/a.yaml", ""}})),
              IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
