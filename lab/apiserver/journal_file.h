// The log on disk. A change is in the kernel's hands (write) before anybody is told of it, so it survives the
// death of this process; it survives the death of the machine once sync() has run, which the owner does about
// once a second. A record that cannot be written leaves no trace.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace herald::apiserver {

class JournalFile {
 public:
  // Makes the file when there is none. The text is what was found in it.
  [[nodiscard]] static Result<std::unique_ptr<JournalFile>, std::string> open(std::string path,
                                                                              std::string& text);
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;
  ~JournalFile();

  [[nodiscard]] bool append(std::string_view record);
  // Drops what stands after `size`: a torn tail.
  [[nodiscard]] bool cut(std::size_t size);
  // In place of everything, by a new file that takes the old one's name: a crash leaves one or the other.
  [[nodiscard]] bool replace(std::string_view text);
  void sync();

  [[nodiscard]] std::size_t size() const { return size_; }
  // Since the last replace: how much of the file may be out of date.
  [[nodiscard]] std::size_t grown() const { return size_ - base_; }

 private:
  JournalFile(std::string path, int descriptor, std::size_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size), base_(size) {}

  std::string path_;
  int descriptor_;
  std::size_t size_;
  std::size_t base_;
  bool broken_ = false;  // a tail that could be neither finished nor cut: nothing may follow it
  bool dirty_ = false;
};

// For its owner only. Other processes see the old file or the new one; a machine that stops may lose both,
// which is for what can be made again.
[[nodiscard]] bool write_file(const std::string& path, std::string_view text);
// Nothing when it is not there or cannot be read.
[[nodiscard]] bool read_file(const std::string& path, std::string& text);

}  // namespace herald::apiserver
