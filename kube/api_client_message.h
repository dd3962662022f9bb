// What is asked of an API server and what becomes of it, as values. Knows nothing of connections.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

struct ApiRequest {
  std::string_view verb;      // as RBAC calls it, for metrics: "list"
  std::string_view resource;  // likewise: "services"
  std::string_view method;    // "GET"
  std::string target = {};    // path and query
  std::string_view content_type = {};
  std::string body = {};
  bool compressed = false;  // ask for gzip: worth it for lists
};

// An answer, of whatever status; "no" is an answer too. Redirects are never followed: the token would go
// along.
struct ApiAnswer {
  int status = 0;
  std::optional<Duration> retry_after;
  std::string body;                      // empty when it went to a receiver
  std::optional<UnixSeconds> date = {};  // by the server's clock, if it says

  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

// No answer.
struct ApiFailure {
  enum class Reach : std::uint8_t {
    not_sent,  // nobody has seen the request, and nobody will
    unknown,   // it may have been carried out, or may yet be
  };
  Reach reach = Reach::unknown;
  std::string what;
};

using ApiResult = Result<ApiAnswer, ApiFailure>;

enum class Appetite : std::uint8_t { more, enough };

// Takes the body of a 200 as it comes, decompressed, so that it is never whole in memory.
struct BodyReceiver {
  std::function<void()> opened;                     // the head said 200
  std::function<Appetite(std::string_view)> piece;  // "enough" ends the request as a failure
};

// One request as it went, for metrics.
struct ApiCall {
  std::string_view verb;
  std::string_view resource;
  int status = 0;  // 0: no answer
  Duration took{};
};

// "409 Conflict: the object has been modified": what a refusal says, for logs. Bounded, and one line.
[[nodiscard]] std::string explain_refusal(const ApiAnswer& answer);

}  // namespace herald::kube
