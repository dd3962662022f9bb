#include "kube/decode_list.h"

#include "core/base/random.h"
#include "kube/decode.h"
#include "tests/unit/kube/golden.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

struct Cut {
  std::vector<std::string> items;
  std::string envelope;
  bool complete = false;
  bool malformed = false;
  std::size_t oversized = 0;
  std::size_t high_water = 0;

  friend bool operator==(const Cut& a, const Cut& b) {
    return a.items == b.items && a.envelope == b.envelope && a.complete == b.complete &&
           a.malformed == b.malformed;
  }
};

// Feeds `text` in pieces whose sizes `size_of_next` chooses.
template <class SizeOfNext>
Cut cut(std::string_view text, SizeOfNext&& size_of_next, std::size_t limit = kMaxObjectBytes) {
  ListCutter cutter(limit);
  Cut result;
  while (!text.empty()) {
    const std::string piece(text.substr(0, size_of_next()));  // a copy, so that a dangling view shows
    text.remove_prefix(piece.size());
    std::string_view rest = piece;
    while (const auto item = cutter.next(rest))
      result.items.emplace_back(*item);
  }
  result.envelope = cutter.envelope();
  result.complete = cutter.complete();
  result.malformed = cutter.malformed();
  result.oversized = cutter.oversized();
  result.high_water = cutter.high_water();
  return result;
}

Cut cut_whole(std::string_view text, std::size_t limit = kMaxObjectBytes) {
  return cut(text, [&] { return std::max<std::size_t>(text.size(), 1); }, limit);
}

TEST(ListCutter, TakesOutTheItems) {
  const Cut result =
      cut_whole(R"( {"kind":"L", "items" : [ {"a":"],}[{\""} , null,[1,2] ,7] ,"metadata":{"items":[1]}} )");
  EXPECT_EQ(result.items, (std::vector<std::string>{R"({"a":"],}[{\""})", "null", "[1,2]", "7"}));
  EXPECT_EQ(result.envelope, R"( {"kind":"L", "items" : [] ,"metadata":{"items":[1]}})");
  EXPECT_TRUE(result.complete);
}

TEST(ListCutter, NoItems) {
  for (const char* text : {R"({"items":[]})", R"({"items":[  ]})", R"({"items":null})", "{}"}) {
    const Cut result = cut_whole(text);
    EXPECT_TRUE(result.complete && result.items.empty()) << text;
  }
}

TEST(ListCutter, AnyPiecesGiveTheSame) {
  Random random(7);
  for (const char* name :
       {"list-services.json", "list-services-paged.json", "list-configmaps-fieldselector.json"}) {
    const std::string text = golden(name);
    const Cut whole = cut_whole(text);
    ASSERT_TRUE(whole.complete);
    EXPECT_EQ(cut(text, [] { return 1UL; }), whole);
    for (int round = 0; round < 200; ++round)
      EXPECT_EQ(cut(text, [&] { return 1 + random.below(900); }), whole);
  }
}

TEST(ListCutter, RefusesWhatIsNoList) {
  for (const char* text : {"[]", "7,", R"({"items":[,]})", R"({"items":[1,]})", R"({"items":[,1]})",
                           R"({"items":[1}})", R"({"items":[1]}x)", R"({"items":[]}{})", "]", "<html>{"}) {
    EXPECT_TRUE(cut_whole(text).malformed) << text;
  }
}

TEST(ListCutter, ABrokenOffListIsNotComplete) {
  const std::string text = golden("list-services.json");
  const std::size_t end = text.find_last_of('}');
  for (std::size_t size = 0; size <= end; ++size) {
    const Cut result = cut_whole(std::string_view(text).substr(0, size));
    EXPECT_FALSE(result.complete) << size;
    EXPECT_FALSE(result.malformed) << size;
  }
}

TEST(ListCutter, EnvelopesAreBounded) {
  EXPECT_TRUE(cut_whole("{\"x\":\"" + std::string(1 << 20, 'x') + "\"}").malformed);
  EXPECT_TRUE(cut_whole(std::string(1 << 20, '<')).items.empty());
}

TEST(ListCutter, SkipsAndCountsOversizedItems) {
  const std::string text =
      R"({"items":[{"a":1},{"b":")" + std::string(500, 'x') + R"("},{"c":3}],"metadata":{}})";
  for (const std::size_t piece : {1UL, 7UL, 100UL, 10000UL}) {
    const Cut result = cut(text, [&] { return piece; }, 100);
    EXPECT_EQ(result.items, (std::vector<std::string>{R"({"a":1})", R"({"c":3})"})) << piece;
    EXPECT_EQ(result.oversized, 1U);
    EXPECT_TRUE(result.complete);
    EXPECT_LE(result.high_water, 300U);
  }
}

// 30 MB of Services, in pieces as TLS brings them, cost one item at a time.
TEST(ListCutter, LongListsStaySmall) {
  const std::string item = R"({"metadata":{"name":"s"},"spec":{"x":")" + std::string(3000, 'x') + "\"}}";
  constexpr std::size_t kItems = 10'000;
  ListCutter cutter;
  std::size_t items = 0;
  std::size_t bytes = 0;
  const auto feed = [&](std::string_view text) {
    bytes += text.size();
    for (std::string_view rest = text; !rest.empty();) {
      std::string_view piece = rest.substr(0, 1400);
      rest.remove_prefix(piece.size());
      while (cutter.next(piece))
        ++items;
    }
  };
  feed(R"({"metadata":{"resourceVersion":"1"},"items":[)");
  for (std::size_t i = 0; i < kItems; ++i)
    feed(i == 0 ? item : "," + item);
  feed("]}");
  EXPECT_TRUE(cutter.complete());
  EXPECT_EQ(items, kItems);
  EXPECT_GT(bytes, 30'000'000U);
  EXPECT_LT(cutter.high_water(), 3 * item.size());
}

}  // namespace
}  // namespace herald::kube
