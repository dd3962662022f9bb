#include "lab/apiserver/journal_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace herald::apiserver {
namespace {

constexpr int kMode = 0600;  // Secrets are in it

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int descriptor, std::string& text) {
  std::array<char, 1 << 16> piece{};
  while (true) {
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return true;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

enum class Sync : std::uint8_t { yes, no };

// The new file under a name of its own; nothing when that failed.
std::optional<int> write_aside(const std::string& path, std::string_view text, Sync sync) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kMode);
  if (descriptor < 0) return std::nullopt;
  const bool written = write_all(descriptor, text);
  if (written && (sync == Sync::no || ::fdatasync(descriptor) == 0)) return descriptor;
  ::close(descriptor);
  ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<JournalFile>, std::string> JournalFile::open(std::string path, std::string& text) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (descriptor < 0) return fail(path + ": " + std::strerror(errno));
  if (!read_all(descriptor, text)) {
    const std::string why = path + ": " + std::strerror(errno);
    ::close(descriptor);
    return fail(why);
  }
  return std::unique_ptr<JournalFile>(new JournalFile(std::move(path), descriptor, text.size()));
}

JournalFile::~JournalFile() {
  sync();
  ::close(descriptor_);
}

bool JournalFile::append(std::string_view record) {
  if (broken_) return false;
  if (write_all(descriptor_, record)) {
    size_ += record.size();
    dirty_ = true;
    return true;
  }
  static_cast<void>(cut(size_));
  return false;
}

bool JournalFile::cut(std::size_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
    broken_ = true;
    return false;
  }
  size_ = size;
  return true;
}

bool JournalFile::replace(std::string_view text) {
  const std::string aside = path_ + ".new";
  const auto descriptor = write_aside(aside, text, Sync::yes);
  if (!descriptor) return false;
  if (::rename(aside.c_str(), path_.c_str()) != 0) {
    ::close(*descriptor);
    ::unlink(aside.c_str());
    return false;
  }
  ::close(descriptor_);
  descriptor_ = *descriptor;
  size_ = text.size();
  base_ = size_;
  broken_ = false;
  return true;
}

void JournalFile::sync() {
  if (dirty_) ::fdatasync(descriptor_);
  dirty_ = false;
}

bool write_file(const std::string& path, std::string_view text) {
  const std::string aside = path + ".new";
  const auto descriptor = write_aside(aside, text, Sync::no);
  if (!descriptor) return false;
  ::close(*descriptor);
  return ::rename(aside.c_str(), path.c_str()) == 0;
}

bool read_file(const std::string& path, std::string& text) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool read = read_all(descriptor, text);
  ::close(descriptor);
  return read;
}

}  // namespace herald::apiserver
