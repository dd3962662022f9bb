// Who asks, and how tokens tell. The making and checking of tokens needs keys and a clock, so it is somebody
// else's: the API only knows this interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

struct User {
  std::string name;
  std::vector<std::string> groups;

  [[nodiscard]] bool in_group(std::string_view group) const {
    for (const std::string& one : groups) {
      if (one == group) return true;
    }
    return false;
  }
};

inline constexpr std::string_view kAnonymous = "system:anonymous";
inline constexpr std::string_view kMasters = "system:masters";

[[nodiscard]] inline User anonymous_user() {
  return {std::string(kAnonymous), {"system:unauthenticated"}};
}

[[nodiscard]] inline User service_account_user(std::string_view name_space, std::string_view name) {
  return {"system:serviceaccount:" + std::string(name_space) + ":" + std::string(name),
          {"system:serviceaccounts", "system:serviceaccounts:" + std::string(name_space),
           "system:authenticated"}};
}

class Tokens {
 public:
  Tokens() = default;
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;
  virtual ~Tokens() = default;

  [[nodiscard]] virtual std::optional<User> user_of(std::string_view token) const = 0;
  // `expires` in seconds since 1970.
  [[nodiscard]] virtual std::string for_service_account(std::string_view name_space, std::string_view name,
                                                        std::int64_t expires) const = 0;
};

}  // namespace herald::apiserver
