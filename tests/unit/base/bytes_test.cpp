#include "core/base/bytes.h"

#include "core/base/random.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald {
namespace {

using Bytes = std::vector<std::uint8_t>;
using testing::Each;
using testing::ElementsAre;

// One field of each width and three raw bytes.
struct Sample {
  std::uint8_t a = 0;
  std::uint16_t b = 0;
  std::uint32_t c = 0;
  std::uint64_t d = 0;
  Bytes tail;

  friend bool operator==(const Sample&, const Sample&) = default;
};
constexpr std::size_t kSampleSize = 1 + 2 + 4 + 8 + 3;

Bytes write(const Sample& sample) {
  Bytes out;
  ByteWriter writer(out);
  writer.u8(sample.a);
  writer.u16(sample.b);
  writer.u32(sample.c);
  writer.u64(sample.d);
  writer.append(sample.tail);
  return out;
}

Sample read(ByteReader& reader) {
  Sample sample;
  sample.a = reader.u8();
  sample.b = reader.u16();
  sample.c = reader.u32();
  sample.d = reader.u64();
  const auto tail = reader.take(3);
  sample.tail.assign(tail.begin(), tail.end());
  return sample;
}

// Network order: the most significant byte goes first.
TEST(ByteWriter, WritesNetworkOrder) {
  EXPECT_THAT(write({0x01, 0x0203, 0x04050607, 0x08090a0b0c0d0e0f, {0x10, 0x11, 0x12}}),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18));
}

// What was written is what is read, to the last byte.
TEST(Bytes, RoundTrip) {
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const Sample sample{static_cast<std::uint8_t>(random.next()),
                        static_cast<std::uint16_t>(random.next()),
                        static_cast<std::uint32_t>(random.next()),
                        random.next(),
                        {1, 2, static_cast<std::uint8_t>(random.next())}};
    const Bytes bytes = write(sample);
    ByteReader reader(bytes);
    ASSERT_EQ(read(reader), sample);
    ASSERT_TRUE(reader.ok());
    ASSERT_EQ(reader.remaining(), 0u);
    ASSERT_EQ(reader.offset(), kSampleSize);
  }
}

// Truncation at every byte: the fields before the cut are right, the one that is cut and all later ones are
// zeros, and the reader says so.
TEST(ByteReader, TruncationAtEveryByte) {
  const Sample whole{0xff, 0xffff, 0xffffffff, ~std::uint64_t{0}, {0xff, 0xff, 0xff}};
  const Bytes bytes = write(whole);
  ASSERT_EQ(bytes.size(), kSampleSize);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const Bytes shorter(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(
                                                           cut));  // own heap block: ASan sees its end
    ByteReader reader(shorter);
    const Sample got = read(reader);
    const Sample expected{cut >= 1 ? whole.a : std::uint8_t{0},
                          cut >= 3 ? whole.b : std::uint16_t{0},
                          cut >= 7 ? whole.c : 0,
                          cut >= 15 ? whole.d : 0,
                          {}};
    EXPECT_EQ(got, expected) << "cut at " << cut;
    EXPECT_FALSE(reader.ok()) << "cut at " << cut;
    EXPECT_EQ(reader.remaining(), 0u) << "cut at " << cut;
  }
}

// A reader that failed stays failed: a smaller field that would still fit is not read either.
TEST(ByteReader, FailureLasts) {
  const Bytes bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.u32(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.u8(), 0u);
  EXPECT_TRUE(reader.take(1).empty());
  EXPECT_TRUE(reader.take(0).empty());
  EXPECT_EQ(reader.offset(), 0u) << "the offset stays where the failing field began";
}

// take() hands out views of the input, may take nothing, and refuses absurd counts without overflowing.
TEST(ByteReader, TakesExactlyWhatIsThere) {
  const Bytes bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_TRUE(reader.take(0).empty());
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.u8(), 1u);
  EXPECT_EQ(reader.take(2).data(), bytes.data() + 1);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.take(static_cast<std::size_t>(-1)).empty());
  EXPECT_FALSE(reader.ok());
}

// An empty input is fine until something is asked of it.
TEST(ByteReader, EmptyInput) {
  ByteReader reader(std::span<const std::uint8_t>{});
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.remaining(), 0u);
  EXPECT_EQ(reader.u8(), 0u);
  EXPECT_FALSE(reader.ok());
}

// Patching overwrites two bytes in place, at any offset of the buffer and nowhere else.
TEST(ByteWriter, PatchesInPlace) {
  for (std::size_t at = 0; at <= 4; ++at) {
    Bytes out(6, 0xee);
    ByteWriter(out).patch_u16(at, 0x0102);
    EXPECT_EQ(out[at], 1);
    EXPECT_EQ(out[at + 1], 2);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(at),
              out.begin() + static_cast<std::ptrdiff_t>(at) + 2);
    EXPECT_THAT(out, Each(0xee));
    EXPECT_EQ(out.size(), 4u);
  }
}

// Patching beyond what was written is a bug, not a memory error.
TEST(ByteWriterDeathTest, PatchBeyondTheEnd) {
  Bytes out(3, 0);
  EXPECT_DEATH(ByteWriter(out).patch_u16(2, 1), "broken invariant");
  EXPECT_DEATH(ByteWriter(out).patch_u16(static_cast<std::size_t>(-1), 1), "broken invariant");
}

// A writer appends to what the buffer held, and a reused buffer allocates nothing new.
TEST(ByteWriter, AppendsAndReuses) {
  Bytes out{9};
  ByteWriter writer(out);
  writer.u16(0x0102);
  EXPECT_THAT(out, ElementsAre(9, 1, 2));
  EXPECT_EQ(writer.size(), 3u);

  const auto* before = out.data();
  out.clear();
  writer.u16(0x0304);
  EXPECT_THAT(out, ElementsAre(3, 4));
  EXPECT_EQ(out.data(), before);
}

// What was written can be read back from any offset, up to the end and no further.
TEST(ByteWriter, ReadsBack) {
  Bytes out{9};
  ByteWriter writer(out);
  writer.u16(0x0102);
  EXPECT_THAT(writer.written(0), ElementsAre(9, 1, 2));
  EXPECT_THAT(writer.written(2), ElementsAre(2));
  EXPECT_TRUE(writer.written(3).empty());
  EXPECT_DEATH(static_cast<void>(writer.written(4)), "broken invariant");
}

}  // namespace
}  // namespace herald
