#include "kube/credentials_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace herald::kube {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string complaint(const std::string& path, std::string_view why) {
  return "cannot read " + path + ": " + std::string(why);
}

}  // namespace

Result<std::string, std::string> read_credential_file(const std::string& path) {
  const Descriptor file(path);
  struct stat status{};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0)
    return fail(complaint(path, std::strerror(errno)));
  // Nothing that could be endless or make us wait.
  if (!S_ISREG(status.st_mode)) return fail(complaint(path, "not a regular file"));
  std::string text(kMaxCredentialBytes + 1, '\0');
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(complaint(path, std::strerror(errno)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > kMaxCredentialBytes) return fail(complaint(path, "it has more than 1 MiB"));
  }
  text.resize(size);
  return text;
}

Result<std::string, std::string> clean_token(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return fail(std::string("the token is empty"));
  text = text.substr(start, text.find_last_not_of(kBlank) - start + 1);
  const bool visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  if (!visible) return fail(std::string("the token has characters that no token has"));
  return std::string(text);
}

WatchedFile::Look WatchedFile::look() {
  struct stat status{};
  if (::stat(path_.c_str(), &status) != 0) {
    problem_ = complaint(path_, std::strerror(errno));
    return Look::unreadable;
  }
  const Identity identity{.device = status.st_dev,
                          .inode = status.st_ino,
                          .size = status.st_size,
                          .modified_ns = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  if (identity == seen_) return Look::same;
  auto text = read_credential_file(path_);
  if (!text) {
    problem_ = std::move(text).error();
    return Look::unreadable;
  }
  seen_ = identity;
  problem_.clear();
  contents_ = *std::move(text);
  return Look::changed;
}

}  // namespace herald::kube
