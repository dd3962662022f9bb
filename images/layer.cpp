#include "images/layer.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <linux/capability.h>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

namespace herald::images {
namespace {

constexpr std::size_t kBlock = 512;

enum class Kind : char { file = '0', folder = '5', attributes = 'x' };

struct Entry {
  std::string_view path;
  Kind kind = Kind::file;
  unsigned mode = 0644;
  std::size_t size = 0;
};

// The fields of a ustar header, by their offsets (POSIX.1-2017, pax, "ustar Interchange Format").
class Header {
 public:
  explicit Header(const Entry& entry) {
    HERALD_CHECK(entry.path.size() <= 100);
    text(0, entry.path);
    octal(100, 8, entry.mode);
    octal(108, 8, 0);  // user
    octal(116, 8, 0);  // group
    octal(124, 12, entry.size);
    octal(136, 12, 0);  // time of change
    block_[156] = static_cast<char>(entry.kind);
    text(257, std::string_view("ustar\00000", 8));
    // The sum of all bytes, the sum itself being taken for spaces.
    text(148, "        ");
    const auto sum = std::accumulate(block_.begin(), block_.end(), 0U, [](unsigned total, char byte) {
      return total + static_cast<unsigned char>(byte);
    });
    octal(148, 7, sum);
  }

  [[nodiscard]] std::string_view bytes() const { return {block_.data(), block_.size()}; }

 private:
  void text(std::size_t at, std::string_view value) { value.copy(block_.data() + at, value.size()); }
  void octal(std::size_t at, std::size_t width, std::size_t value) {
    std::snprintf(block_.data() + at, width, "%0*zo", static_cast<int>(width) - 1, value);
  }

  std::array<char, kBlock> block_{};
};

void append(std::string& out, Entry entry, std::string_view content) {
  entry.size = content.size();
  out += Header(entry).bytes();
  out += content;
  out.append((kBlock - content.size() % kBlock) % kBlock, '\0');
}

// "30 path=...\n", where the number counts the whole record, itself included.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = 1 + key.size() + 1 + value.size() + 1;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length)
    ++length;
  std::string record = std::to_string(length);
  record += ' ';
  record += key;
  record += '=';
  record += value;
  record += '\n';
  return record;
}

void append_folders_above(std::string& out, const std::string& path, std::set<std::string>& present) {
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    const std::string folder = path.substr(0, at + 1);
    if (present.insert(folder).second) append(out, {.path = folder, .kind = Kind::folder, .mode = 0755}, {});
  }
}

}  // namespace

void Layer::add(const std::string& path, LayerFile file) {
  HERALD_CHECK(files_.emplace(path, std::move(file)).second);
}

std::string Layer::tar() const {
  std::string out;
  std::set<std::string> folders;
  for (const auto& [path, file] : files_) {
    append_folders_above(out, path, folders);
    if (file.capabilities != kNoCapabilities) {
      const std::string record =
          pax_record("SCHILY.xattr.security.capability", capability_attribute(file.capabilities));
      append(out, {.path = "pax_attributes", .kind = Kind::attributes}, record);
    }
    append(out, {.path = path, .mode = file.executable ? 0755U : 0644U}, file.content);
  }
  out.append(2 * kBlock, '\0');
  return out;
}

std::string capability_attribute(CapabilitySet capabilities) {
  // Little endian words: version and flags, permitted and inheritable of capabilities 0-31, then of 32-63.
  const std::array<std::uint32_t, 5> words = {VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE, capabilities, 0,
                                              0, 0};
  std::string bytes;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes += static_cast<char>(word >> shift & 0xffU);
  }
  return bytes;
}

}  // namespace herald::images
