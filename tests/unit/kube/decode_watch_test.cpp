#include "kube/decode_watch.h"

#include "core/base/random.h"
#include "kube/decode_scan.h"
#include "tests/unit/kube/golden.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

template <class SizeOfNext>
std::vector<std::string> lines(std::string_view text, LineCutter& cutter, SizeOfNext&& size_of_next) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const std::string piece(text.substr(0, size_of_next()));
    text.remove_prefix(piece.size());
    std::string_view rest = piece;
    while (const auto line = cutter.next(rest))
      found.emplace_back(*line);
  }
  return found;
}

TEST(LineCutter, LinesAndBlanks) {
  LineCutter cutter;
  EXPECT_EQ(lines("a\n\n  \r\nb c \r\n\td\nrest", cutter, [] { return 100UL; }),
            (std::vector<std::string>{"a", "b c", "d"}));
  EXPECT_EQ(lines("ored\n", cutter, [] { return 100UL; }), (std::vector<std::string>{"restored"}));
}

TEST(LineCutter, AnyPiecesGiveTheSame) {
  const std::string text = golden("watch-services.jsonl");
  LineCutter whole;
  const auto expected = lines(text, whole, [&] { return text.size(); });
  EXPECT_EQ(expected.size(), 14U);
  Random random(11);
  for (int round = 0; round < 200; ++round) {
    LineCutter cutter;
    EXPECT_EQ(lines(text, cutter, [&] { return 1 + random.below(round == 0 ? 1 : 3000); }), expected);
  }
}

TEST(LineCutter, SkipsAndCountsOversizedLines) {
  const std::string text = "one\n" + std::string(1000, 'x') + "\ntwo\n" + std::string(101, 'y') + "\nthree\n";
  for (const std::size_t piece : {1UL, 50UL, 100UL, 99999UL}) {
    LineCutter cutter(100);
    EXPECT_EQ(lines(text, cutter, [&] { return piece; }), (std::vector<std::string>{"one", "two", "three"}))
        << piece;
    EXPECT_EQ(cutter.oversized(), 2U);
    EXPECT_LE(cutter.high_water(), 200U);
  }
}

TEST(WatchEvent, SplitsWithoutParsing) {
  const auto frame = split_watch_event(R"({ "object" : {"type":"X","s":"}\"{"} , "type" : "DELETED" })");
  ASSERT_TRUE(frame) << to_string(frame.error());
  EXPECT_EQ(frame->type, WatchEventType::deleted);
  EXPECT_EQ(frame->object, R"({"type":"X","s":"}\"{"})");
}

TEST(WatchEvent, ErrorsNameThePlace) {
  EXPECT_EQ(split_watch_event("").error().path, "type");
  EXPECT_EQ(split_watch_event("[]").error().path, "type");
  EXPECT_EQ(split_watch_event(R"({"object":{}})").error().path, "type");
  EXPECT_EQ(split_watch_event(R"({"type":"RENAMED","object":{}})").error().why, "not a type of watch event");
  EXPECT_EQ(split_watch_event(R"({"type":"ADDED"})").error().path, "object");
  EXPECT_EQ(split_watch_event(R"({"type":"ADDED","object":{})").error().path, "object");
}

TEST(FindMember, FirstOfItsNameAtTheTop) {
  EXPECT_EQ(find_member(R"({"a":{"b":1},"b":2,"b":3})", "b"), "2");
  EXPECT_EQ(find_member(R"({"x":"\"b\":1","b":[{}]})", "b"), "[{}]");
  EXPECT_EQ(find_member(R"(  {"b": "\\" })", "b"), R"("\\")");
  EXPECT_EQ(find_member(R"({"a":1})", "b"), std::nullopt);
  EXPECT_EQ(find_member(R"({"b":1)", "b"), std::nullopt);
  EXPECT_EQ(find_member(R"(["b",1])", "b"), std::nullopt);
  EXPECT_EQ(find_member("}", "b"), std::nullopt);
  EXPECT_EQ(find_member("{", "b"), std::nullopt);
}

}  // namespace
}  // namespace herald::kube
