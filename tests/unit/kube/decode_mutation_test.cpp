// Recordings cut off at every byte, and with single bytes changed: a value or a clean error, never a crash,
// and never a value from half a text.
#include "core/base/random.h"
#include "tests/unit/kube/golden.h"
#include "tests/unit/kube/read_everything.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

// What a watcher makes of a stream or a list.
int read_as_stream(std::string_view text, Scratch& scratch) {
  int values = 0;
  LineCutter lines;
  for (std::string_view rest = text; !rest.empty();) {
    const auto line = lines.next(rest);
    if (!line) break;
    const auto frame = split_watch_event(*line);
    if (frame) values += read_as_everything(frame->object, scratch);
  }
  ListCutter items;
  std::string_view rest = text;
  while (const auto item = items.next(rest))
    values += read_as_everything(*item, scratch);
  if (items.complete()) values += decode_list_envelope(items.envelope(), scratch) ? 1 : 0;
  return values;
}

class DecodeMutation : public testing::TestWithParam<std::string> {};

TEST_P(DecodeMutation, TruncatedAnywhere) {
  Scratch scratch;
  const std::string text = golden(GetParam());
  const std::size_t end = text.find_last_of('}');
  for (std::size_t size = 0; size < end; ++size) {
    const std::string half = text.substr(0, size);
    // Nothing but a rescued name may come from half an object; lines are objects of their own.
    if (!GetParam().ends_with("l")) {
      EXPECT_FALSE(decode_meta(half, scratch)) << size;
      EXPECT_FALSE(decode_status(half, scratch)) << size;
    }
    if (size % 13 == 0) read_as_stream(half, scratch);
  }
}

TEST_P(DecodeMutation, SingleBytesChanged) {
  Scratch scratch;
  const std::string text = golden(GetParam());
  Random random(0x6b756265);
  int values = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string mutated = text;
    const std::size_t at = random.below(mutated.size());
    // Mostly what means something in JSON, because other bytes change only texts.
    constexpr std::string_view kMarks = "{}[]\",:\\0-1eEtfn";
    mutated[at] =
        random.chance(3, 4) ? kMarks[random.below(kMarks.size())] : static_cast<char>(random.below(256));
    values += round % 5 == 0 ? read_as_stream(mutated, scratch) : read_as_everything(mutated, scratch);
  }
  EXPECT_GT(values, 0);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.find('.'));
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Recordings, DecodeMutation, testing::ValuesIn(all_golden()), test_name);

}  // namespace
}  // namespace herald::kube
