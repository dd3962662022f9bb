// Bearer tokens: JSON Web Tokens signed with a key of this server (HS256), so that nothing has to be
// remembered and they stay good over restarts; and fixed ones from the command line.
#pragma once

#include "lab/apiserver/user.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace herald::apiserver {

class SignedTokens final : public Tokens {
 public:
  SignedTokens(std::string key, std::function<std::int64_t()> unix_now)
      : key_(std::move(key)), unix_now_(std::move(unix_now)) {}

  [[nodiscard]] std::optional<User> user_of(std::string_view token) const override;
  [[nodiscard]] std::string for_service_account(std::string_view name_space, std::string_view name,
                                                std::int64_t expires) const override;
  // Does not expire.
  [[nodiscard]] std::string for_admin() const;
  // "namespace/name=token" is a service account, "name=token" a user of that name. False when it is neither.
  [[nodiscard]] bool add_fixed(std::string_view text);

 private:
  [[nodiscard]] std::string signature(std::string_view text) const;

  std::string key_;
  std::function<std::int64_t()> unix_now_;
  std::map<std::string, User, std::less<>> fixed_;
};

}  // namespace herald::apiserver
