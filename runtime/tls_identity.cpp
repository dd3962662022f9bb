#include "runtime/log_events.h"
#include "runtime/tls.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <tuple>
#include <utility>

namespace herald::runtime {
namespace {

class FixedIdentity final : public TlsIdentity {
 public:
  explicit FixedIdentity(TlsContextPtr context) : context_(std::move(context)) {}
  TlsContextPtr current() override { return context_; }

 private:
  TlsContextPtr context_;
};

// Which file a path leads to, and in which state: a mounted Secret changes by a symbolic link being turned.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t modified_seconds = 0;
  std::int64_t modified_nanoseconds = 0;

  friend bool operator==(const FileState&, const FileState&) = default;
};

FileState state_of(const std::string& path) {
  struct ::stat info{};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<TlsContextPtr, std::string> load(const TlsFiles& files) {
  const auto certificate = read_file(files.certificate);
  if (!certificate) return fail("cannot read " + files.certificate);
  const auto key = read_file(files.key);
  if (!key) return fail("cannot read " + files.key);
  return make_server_context({.certificate = *certificate, .key = *key});
}

class WatchedIdentity final : public TlsIdentity {
 public:
  WatchedIdentity(TlsFiles files, Logger& logger) : files_(std::move(files)), logger_(logger) {}

  // The state is read before the files: a change in between is then seen by the next look.
  Result<void, std::string> refresh() {
    seen_ = look();
    auto loaded = load(files_);
    if (!loaded) return fail(std::move(loaded).error());
    context_ = *std::move(loaded);
    return {};
  }

  TlsContextPtr current() override {
    if (look() == seen_) return context_;
    if (const auto refreshed = refresh()) {
      logger_.log(events::kCertificateReloaded, {{"certificate", files_.certificate}});
    } else {
      logger_.log(events::kCertificateRefused,
                  {{"certificate", files_.certificate}, {"what", refreshed.error()}});
    }
    return context_;
  }

 private:
  using Look = std::pair<FileState, FileState>;
  [[nodiscard]] Look look() const { return {state_of(files_.certificate), state_of(files_.key)}; }

  TlsFiles files_;
  Logger& logger_;
  Look seen_;
  TlsContextPtr context_;
};

}  // namespace

std::shared_ptr<TlsIdentity> fixed_identity(TlsContextPtr context) {
  return std::make_shared<FixedIdentity>(std::move(context));
}

Result<std::shared_ptr<TlsIdentity>, std::string> watched_identity(TlsFiles files, Logger& logger) {
  auto identity = std::make_shared<WatchedIdentity>(std::move(files), logger);
  if (auto loaded = identity->refresh(); !loaded) return fail(std::move(loaded).error());
  return identity;
}

}  // namespace herald::runtime
