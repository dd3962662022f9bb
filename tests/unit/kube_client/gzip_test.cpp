#include "kube/api_client_gzip.h"

#include <string>
#include <zlib.h>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

TEST(Inflater, YieldsTheTextInPiecesOfAnySize) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i) + ",";
  const std::string compressed = gzip(text);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, compressed.size()}) {
    Inflater inflater(1 << 20);
    std::string got;
    for (std::size_t at = 0; at < compressed.size(); at += piece) {
      EXPECT_FALSE(inflater.complete());
      ASSERT_TRUE(inflater.feed(compressed.substr(at, piece), [&](std::string_view more) { got += more; }));
    }
    EXPECT_TRUE(inflater.complete());
    EXPECT_EQ(got, text);
  }
}

TEST(Inflater, RefusesWhatExpandsBeyondItsBounds) {
  const std::string bomb = gzip(std::string(10'000'000, 'x'));
  ASSERT_LT(bomb.size(), 20'000U);
  Inflater inflater(1'000'000);
  std::size_t got = 0;
  EXPECT_FALSE(inflater.feed(bomb, [&](std::string_view more) { got += more.size(); }));
  EXPECT_LE(got, 1'000'000U);
}

TEST(Inflater, EveryDamageOfAByteIsNoticed) {
  const std::string good = gzip("a text that is long enough to be worth something");
  for (std::size_t i = 10; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x55);
    Inflater inflater(1 << 20);
    const bool fed = inflater.feed(bad, [](std::string_view) {}).has_value();
    EXPECT_FALSE(fed && inflater.complete()) << i;
  }
  Inflater inflater(1 << 20);
  EXPECT_FALSE(inflater.feed(good + "more", [](std::string_view) {}));
}

}  // namespace
}  // namespace herald::kube
