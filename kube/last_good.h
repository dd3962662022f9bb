// The last good configuration, kept in a ConfigMap of our own, so that a restart during a bad edit serves as
// before.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "kube/api_client.h"
#include "kube/decode.h"
#include "runtime/mailbox.h"
#include "runtime/wakeup.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::kube {

inline constexpr std::string_view kConfigDataKey = "config";
inline constexpr std::string_view kLastGoodName = "herald-config-last-good";

class LastGood {
 public:
  LastGood(const runtime::Executor& executor, ApiEndpoint& endpoint, ApiClient& client,
           std::string name_space, std::uint64_t seed);

  // What is kept; nothing when there is none. Asks until it is answered.
  [[nodiscard]] runtime::Task<std::optional<std::string>> load();

  // Keeps the text, trying until it is done or a newer text has come.
  void save(std::string text);
  // Saves until close(). A member of the daemon's task group.
  [[nodiscard]] runtime::Task<> run();
  void close() { mailbox_.close(); }

 private:
  [[nodiscard]] runtime::Task<> keep(std::string text);
  [[nodiscard]] runtime::Task<ApiResult> write(const std::string& text);

  ApiEndpoint& endpoint_;
  ApiClient& client_;
  Key key_;
  runtime::Mailbox<std::string> mailbox_;
  runtime::Wakeup load_pause_;
  Random random_;
  Scratch scratch_;
};

}  // namespace herald::kube
