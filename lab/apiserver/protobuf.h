// Just enough of the protocol buffers wire format to write a message: fields of varints, texts and messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::apiserver {

class ProtobufWriter {
 public:
  void text(int field, std::string_view value) {
    tag(field, 2);
    varint(value.size());
    bytes_ += value;
  }
  void message(int field, const ProtobufWriter& value) { text(field, value.bytes_); }
  void boolean(int field, bool value) {
    tag(field, 0);
    varint(value ? 1 : 0);
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void tag(int field, unsigned type) { varint(static_cast<std::uint64_t>(field) << 3 | type); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

}  // namespace herald::apiserver
