// An answer that says no: HTTP code, and the Status object that clients and people read. One maker per
// reason, so that no two places word the same refusal differently.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/field_error.h"
#include "lab/apiserver/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::apiserver {

struct ApiError {
  int code = 500;
  std::string reason;
  std::string message;
  std::string name;  // these three: of what the request was about; empty when nothing
  std::string group;
  std::string kind;  // the resource ("services"), except that Invalid names the kind ("Service")
  FieldErrors causes;
  std::optional<int> retry_after;  // seconds
};

template <class T>
using Answer = Result<T, ApiError>;

// Which resource an error is about, the way messages spell it: `leases.coordination.k8s.io "x"`.
struct About {
  std::string_view group;
  std::string_view resource;
  std::string_view name;
};

[[nodiscard]] ApiError not_found(const About& about);
[[nodiscard]] ApiError already_exists(const About& about);
[[nodiscard]] ApiError conflict(const About& about, std::string_view why);
[[nodiscard]] ApiError modified(const About& about);
[[nodiscard]] ApiError invalid(const About& kind, FieldErrors causes);
[[nodiscard]] ApiError forbidden(const About& about, std::string_view why);
[[nodiscard]] ApiError bad_request(std::string message);
[[nodiscard]] ApiError unauthorized();
[[nodiscard]] ApiError no_such_path();
[[nodiscard]] ApiError method_not_allowed(std::string_view resource);
[[nodiscard]] ApiError unsupported_media_type(std::string_view got);
[[nodiscard]] ApiError expired(std::string message);
[[nodiscard]] ApiError too_new_version(std::string_view wanted, std::uint64_t current);
[[nodiscard]] ApiError too_many_requests(int retry_after);
[[nodiscard]] ApiError internal_error(std::string message);

[[nodiscard]] json::object status_object(const ApiError& error);

}  // namespace herald::apiserver
