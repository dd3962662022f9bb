// Small files that somebody else renews while we run: tokens, CA bundles, kubeconfigs. The kubelet swaps them
// by a symbolic link, cert-manager writes them anew; both are noticed by what the path leads to.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace herald::kube {

inline constexpr std::size_t kMaxCredentialBytes = 1 << 20;

// The error names the path and says why.
[[nodiscard]] Result<std::string, std::string> read_credential_file(const std::string& path);

// A token as it may stand in a header: without the blanks around it. Nothing but visible ASCII is a token, so
// that a file of another kind is never sent to anybody.
[[nodiscard]] Result<std::string, std::string> clean_token(std::string_view text);

class WatchedFile {
 public:
  explicit WatchedFile(std::string path) : path_(std::move(path)) {}

  enum class Look : std::uint8_t { same, changed, unreadable };

  // Reads the file when it is another one than at the last look. While it cannot be read, the last contents
  // stay.
  [[nodiscard]] Look look();

  // Reads it at the next look whatever it looks like.
  void distrust() { seen_ = Identity{}; }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& contents() const { return contents_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  struct Identity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t modified_ns = 0;

    friend bool operator==(const Identity&, const Identity&) = default;
  };

  std::string path_;
  std::string contents_;
  std::string problem_;
  Identity seen_;
};

}  // namespace herald::kube
