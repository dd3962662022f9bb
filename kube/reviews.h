// Asking the API server who a token belongs to and whether he may read something: TokenReview
// (authentication.k8s.io/v1) and SubjectAccessReview (authorization.k8s.io/v1), as texts. Extra attributes of
// a user are not passed on: no rule of RBAC can be about them.
#pragma once

#include "kube/decode.h"
#include "kube/resource_path.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

inline constexpr Resource kTokenReviews{"authentication.k8s.io/v1", "tokenreviews"};
inline constexpr Resource kAccessReviews{"authorization.k8s.io/v1", "subjectaccessreviews"};

struct TokenUser {
  std::string name;
  std::string uid;  // may be empty
  std::vector<std::string> groups;

  friend bool operator==(const TokenUser&, const TokenUser&) = default;
};

[[nodiscard]] std::string encode_token_review(std::string_view token);
// For a path that is no object of the API: "/metrics".
[[nodiscard]] std::string encode_access_review(const TokenUser& user, std::string_view verb,
                                               std::string_view path);

// Nothing when the token is nobody's.
[[nodiscard]] Decoded<std::optional<TokenUser>> decode_token_review(std::string_view json, Scratch& scratch);
[[nodiscard]] Decoded<bool> decode_access_review(std::string_view json, Scratch& scratch);

}  // namespace herald::kube
