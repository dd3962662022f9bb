// Reading and writing network byte order. Neither side throws or reads past its end: a reader that ran out
// stays failed and yields zeros, so a codec checks once at the end of each group of fields.
#pragma once

#include "core/base/check.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace herald {

class ByteReader {
 public:
  explicit constexpr ByteReader(std::span<const std::uint8_t> data) : data_(data) {}

  constexpr std::uint8_t u8() { return static_cast<std::uint8_t>(unsigned_be(1)); }
  constexpr std::uint16_t u16() { return static_cast<std::uint16_t>(unsigned_be(2)); }
  constexpr std::uint32_t u32() { return static_cast<std::uint32_t>(unsigned_be(4)); }
  constexpr std::uint64_t u64() { return unsigned_be(8); }

  // The next `count` bytes; empty, and failed, when there are fewer.
  constexpr std::span<const std::uint8_t> take(std::size_t count) {
    if (!reserve(count)) return {};
    const auto taken = data_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }

  [[nodiscard]] constexpr bool ok() const { return !failed_; }
  [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
  [[nodiscard]] constexpr std::size_t remaining() const { return failed_ ? 0 : data_.size() - offset_; }

 private:
  constexpr bool reserve(std::size_t count) {
    if (failed_ || data_.size() - offset_ < count) failed_ = true;
    return !failed_;
  }

  constexpr std::uint64_t unsigned_be(std::size_t width) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(width))
      value = value << 8 | byte;
    return value;
  }

  std::span<const std::uint8_t> data_;
  std::size_t offset_ = 0;
  bool failed_ = false;
};

// Appends to a buffer that its owner keeps and reuses, so that a warm path allocates nothing.
// `data` must not point into that buffer: growing it moves it.
class ByteWriter {
 public:
  explicit ByteWriter(std::vector<std::uint8_t>& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) { unsigned_be(value, 2); }
  void u32(std::uint32_t value) { unsigned_be(value, 4); }
  void u64(std::uint64_t value) { unsigned_be(value, 8); }
  void append(std::span<const std::uint8_t> data) { out_.insert(out_.end(), data.begin(), data.end()); }

  // Overwrites two bytes written earlier: lengths and checksums that are known only at the end.
  void patch_u16(std::size_t offset, std::uint16_t value) {
    HERALD_CHECK(offset <= out_.size() && out_.size() - offset >= 2);
    out_[offset] = static_cast<std::uint8_t>(value >> 8);
    out_[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
  }

  // What was written from `offset` on, for checksums; valid until the next write.
  [[nodiscard]] std::span<const std::uint8_t> written(std::size_t offset) const {
    HERALD_CHECK(offset <= out_.size());
    return std::span<const std::uint8_t>(out_).subspan(offset);
  }

  [[nodiscard]] std::size_t size() const { return out_.size(); }

 private:
  void unsigned_be(std::uint64_t value, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
      out_.push_back(static_cast<std::uint8_t>(value >> shift & 0xff));
    }
  }

  std::vector<std::uint8_t>& out_;
};

}  // namespace herald
