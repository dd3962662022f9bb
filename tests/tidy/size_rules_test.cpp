#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string repeat(const std::string& text, int times) {
  std::string made;
  for (int i = 0; i < times; ++i)
    made += text;
  return made;
}

std::string function_of(int lines) {
  return "void f() {\n" + repeat("  g();\n", lines - 2) + "}\n";
}

TEST(FunctionsAreShort, FindsOneOf71Lines) {
  EXPECT_THAT(places(functions_are_short(planted({{"core/a.cpp", "int a;\n" + function_of(71)}}))),
              ElementsAre("core/a.cpp:2"));
}

TEST(FunctionsAreShort, Passes70LinesAndManyOfThem) {
  EXPECT_THAT(functions_are_short(planted({{"core/a.cpp", function_of(70) + function_of(70)}})), IsEmpty());
}

TEST(FilesAreShort, FindsOneOf501Lines) {
  EXPECT_THAT(places(files_are_short(
                  planted({{"core/a.cpp", repeat("\n", 501)}, {"scripts/b.sh", repeat("\n", 501)}}))),
              ElementsAre("core/a.cpp:501", "scripts/b.sh:501"));
}

TEST(FilesAreShort, Passes500LinesAndDocuments) {
  EXPECT_THAT(files_are_short(planted({{"core/a.cpp", repeat("\n", 500)}, {"docs/b.md", repeat("\n", 900)}})),
              IsEmpty());
}

TEST(LinesAreShort, FindsOneColumnTooMany) {
  EXPECT_THAT(places(lines_are_short(planted({{"core/a.cpp", "\n" + repeat("x", 111) + "\n"},
                                              {"core/CMakeLists.txt", repeat("x", 141)}}))),
              ElementsAre("core/CMakeLists.txt:1", "core/a.cpp:2"));
}

TEST(LinesAreShort, PassesTheLimitAndWhatCannotBeBroken) {
  EXPECT_THAT(
      lines_are_short(planted({{"core/a.cpp", repeat("x", 110) + "\n// https://" + repeat("x", 110) + "\n"},
                               {"core/b.cpp", repeat("\xc3\xa4", 110) + "\n"},
                               {"docs/c.md", repeat("x", 400)}})),
      IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
