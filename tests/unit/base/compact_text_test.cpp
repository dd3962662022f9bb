#include "core/base/compact_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(CompactText, GivesBackWhatItWasMadeOf) {
  const std::string odd("a\0b\xff", 4);
  for (const std::string& text : {std::string(), std::string("a"), odd, std::string(100'000, 'x')}) {
    EXPECT_EQ(CompactText(text).view(), text);
    EXPECT_EQ(CompactText(text).empty(), text.empty());
  }
  EXPECT_EQ(CompactText().view(), "");
  EXPECT_EQ(sizeof(CompactText), sizeof(void*));
}

TEST(CompactText, SortsAsTextsDo) {
  std::vector<std::string> texts = {"b", "", "a", "ab", std::string("a\0", 2), "\xff", "a"};
  std::vector<CompactText> compact(texts.begin(), texts.end());
  std::ranges::sort(texts);
  std::ranges::sort(compact);
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_EQ(compact[i], texts[i]);
  EXPECT_EQ(CompactText("a"), CompactText("a"));
  EXPECT_NE(CompactText("a"), CompactText("b"));
}

}  // namespace
}  // namespace herald
