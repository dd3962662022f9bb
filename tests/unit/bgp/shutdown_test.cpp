// RFC 9003 and RFC 8538 section 3.
#include "core/bgp/shutdown.h"

#include "core/bgp/utf8.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

NotificationData counted(std::string_view text) {
  NotificationData data(1 + text.size(), static_cast<std::uint8_t>(text.size()));
  std::ranges::copy(text, data.begin() + 1);
  return data;
}

TEST(BgpShutdown, CarriesTheMessage) {
  const Notification sent = cease_with_message(Cease::administrative_shutdown, "node drained");
  EXPECT_EQ(sent, (Notification{6, 2, counted("node drained")}));
  EXPECT_EQ(shutdown_message(sent), "node drained");
  EXPECT_EQ(shutdown_message(cease_with_message(Cease::administrative_reset, "edit")), "edit");
}

TEST(BgpShutdown, AnEmptyMessageIsNone) {
  const Notification sent = cease_with_message(Cease::administrative_shutdown, "");
  EXPECT_EQ(sent.data, NotificationData{0});
  EXPECT_EQ(shutdown_message(sent), std::nullopt);
}

TEST(BgpShutdown, CutsALongMessageBetweenCharacters) {
  const std::string euros = [] {
    std::string text = "x";
    for (int i = 0; i < 100; ++i)
      text += "\xe2\x82\xac";  // U+20AC
    return text;
  }();
  const Notification sent = cease_with_message(Cease::administrative_shutdown, euros);
  EXPECT_EQ(sent.data.front(), 253);  // 1 + 84 * 3; the next character would reach to 256
  EXPECT_EQ(shutdown_message(sent), euros.substr(0, 253));
}

TEST(BgpShutdown, TakesAllOf255Bytes) {
  const std::string text(255, 'a');
  EXPECT_EQ(shutdown_message(cease_with_message(Cease::administrative_shutdown, text + "b")), text);
}

TEST(BgpShutdown, OnlyShutdownAndResetCarryWords) {
  EXPECT_EQ(shutdown_message({6, 3, counted("words")}), std::nullopt);
  EXPECT_EQ(shutdown_message({3, 2, counted("words")}), std::nullopt);
}

TEST(BgpShutdown, DistrustsALengthBeyondTheData) {
  EXPECT_EQ(shutdown_message({6, 2, {}}), std::nullopt);
  EXPECT_EQ(shutdown_message({6, 2, {5, 'a', 'b'}}), std::nullopt);
}

TEST(BgpShutdown, LooksIntoAHardReset) {
  const Notification inner = cease_with_message(Cease::administrative_shutdown, "bye");
  const Notification outer = hard_reset(inner);
  EXPECT_EQ(outer.code, 6);
  EXPECT_EQ(outer.subcode, 9);
  EXPECT_EQ(inside_hard_reset(outer), inner);
  EXPECT_EQ(shutdown_message(outer), "bye");
}

TEST(BgpShutdown, AHardResetMaySayNoMore) {
  EXPECT_EQ(inside_hard_reset({6, 9, {}}), std::nullopt);
  EXPECT_EQ(inside_hard_reset({6, 9, {6}}), std::nullopt);
  EXPECT_EQ(inside_hard_reset({6, 2, {6, 2}}), std::nullopt);
  EXPECT_EQ(shutdown_message({6, 9, {6}}), std::nullopt);
}

TEST(BgpShutdown, ShowsNothingThatCouldForgeALogLine) {
  EXPECT_EQ(shutdown_message({6, 2, counted("a\nb\x1b[1m\x7f")}), "a b [1m ");
}

struct Utf8Row {
  std::string name;
  std::string text;
  std::string shown;
};

TEST(BgpUtf8, ReplacesWhatIsNoCharacter) {
  const std::string bad = "\xef\xbf\xbd";
  const Utf8Row rows[] = {
      {"plain", "abc", "abc"},
      {"two bytes", "\xc3\xbc", "\xc3\xbc"},
      {"four bytes", "\xf0\x9f\x9a\x80", "\xf0\x9f\x9a\x80"},
      {"a lone continuation", "\x80x", bad + "x"},
      {"cut short", "\xe2\x82", bad + bad},
      {"an overlong slash", "\xc0\xaf", bad + bad},
      {"a surrogate", "\xed\xa0\x80", bad + bad + bad},
      {"beyond Unicode", "\xf4\x90\x80\x80", bad + bad + bad + bad},
      {"a control character of two bytes", "\xc2\x85", " "},
      {"a lead without its rest", "\xc3z", bad + "z"},
  };
  for (const Utf8Row& row : rows)
    EXPECT_EQ(printable(row.text), row.shown) << row.name;
}

}  // namespace
}  // namespace herald::bgp
