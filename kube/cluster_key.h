// The secret that all speakers share and nobody else has: 32 random bytes in Secret herald-cluster-key. The
// controller makes it when it is not there; speakers read it. A second key beside it lets the first be
// changed without a moment in which two speakers do not believe each other.
#pragma once

#include "core/base/random.h"
#include "kube/api_client.h"
#include "kube/decode.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

inline constexpr std::string_view kClusterKeyName = "herald-cluster-key";
inline constexpr std::string_view kClusterKeyDataKey = "key";
// Believed, too: for the time in which some speakers have another key already and some not yet.
inline constexpr std::string_view kAcceptedKeyDataKey = "accepted-key";
inline constexpr std::size_t kClusterKeyBytes = 32;

class ClusterKey {
 public:
  ClusterKey(const runtime::Executor& executor, ApiEndpoint& endpoint, ApiClient& client,
             std::string name_space, std::uint64_t seed);

  // What is there: first the key that signs, then the one that is believed beside it. Asks until it is:
  // without it no speaker can prove to another that it is one.
  [[nodiscard]] runtime::Task<std::vector<std::string>> load();

  // Makes one unless there is one, trying until that is so. Never replaces: speakers that run would no longer
  // believe those that start.
  [[nodiscard]] runtime::Task<> ensure();

 private:
  [[nodiscard]] runtime::Task<> wait(Duration pause);
  void complain(const std::string& what);

  ApiEndpoint& endpoint_;
  ApiClient& client_;
  Key key_;
  runtime::Wakeup pause_;
  Random random_;
  Scratch scratch_;
  std::string complained_;  // of this already
};

}  // namespace herald::kube
