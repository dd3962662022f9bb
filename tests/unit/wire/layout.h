// Bytes on the wire as tests write them: one named field per line. A test says "the field called operation"
// where it means an offset, so that neither it nor its reader counts bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::wire {

using Bytes = std::vector<std::uint8_t>;

struct Field {
  std::string_view name;
  Bytes bytes;
};

class Layout {
 public:
  Layout(std::initializer_list<Field> fields) : fields_(fields) {}

  [[nodiscard]] Bytes bytes() const {
    Bytes all;
    for (const Field& field : fields_)
      all.insert(all.end(), field.bytes.begin(), field.bytes.end());
    return all;
  }

  // Where the field begins.
  [[nodiscard]] std::size_t at(std::string_view name) const {
    std::size_t offset = 0;
    for (const Field& field : fields_) {
      if (field.name == name) return offset;
      offset += field.bytes.size();
    }
    throw std::invalid_argument("no field " + std::string(name));
  }

  // Where the field begins that the byte at `offset` belongs to.
  [[nodiscard]] std::size_t field_around(std::size_t offset) const {
    std::size_t begin = 0;
    for (const Field& field : fields_) {
      if (offset < begin + field.bytes.size()) return begin;
      begin += field.bytes.size();
    }
    throw std::invalid_argument("no field there");
  }

  // The same bytes with another value in one field, which may have another length.
  [[nodiscard]] Layout with(std::string_view name, Bytes bytes) const {
    Layout changed = *this;
    for (Field& field : changed.fields_) {
      if (field.name != name) continue;
      field.bytes = std::move(bytes);
      return changed;
    }
    throw std::invalid_argument("no field " + std::string(name));
  }

  // With further fields behind the last one.
  [[nodiscard]] Layout then(const Layout& more) const {
    Layout longer = *this;
    longer.fields_.insert(longer.fields_.end(), more.fields_.begin(), more.fields_.end());
    return longer;
  }

 private:
  std::vector<Field> fields_;
};

// Calls `with` for each bit of `bytes` that can be flipped: its number, from the lowest of the first byte,
// and the bytes with that bit flipped.
inline void for_each_flip(const Bytes& bytes, const std::function<void(std::size_t, const Bytes&)>& with) {
  Bytes flipped = bytes;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
    flipped[bit / 8] ^= mask;
    with(bit, flipped);
    flipped[bit / 8] ^= mask;
  }
}

// The first `count` bytes, in memory of exactly that size: reading beyond them is an error that sanitizers
// see.
inline Bytes cut(const Bytes& bytes, std::size_t count) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace herald::wire
