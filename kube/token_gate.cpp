#include "kube/token_gate.h"

#include "kube/encode.h"
#include "runtime/log_events.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

using runtime::Access;
using runtime::Task;

constexpr std::size_t kConnections = 2;
constexpr Duration kTimeout = std::chrono::seconds(5);
constexpr Duration kAllowedFor = std::chrono::minutes(1);
// Whoever was just given the right does not want to wait for long.
constexpr Duration kRefusedFor = std::chrono::seconds(10);
// Somebody who scrapes without an end must not fill the log.
constexpr Duration kComplainEvery = std::chrono::minutes(1);

// Also when the one who asks is cancelled.
class Count {
 public:
  explicit Count(std::size_t& count) : count_(count) { ++count_; }
  Count(const Count&) = delete;
  Count& operator=(const Count&) = delete;
  ~Count() { --count_; }

 private:
  std::size_t& count_;
};

}  // namespace

TokenGate::TokenGate(const runtime::Executor& executor, ApiEndpoint& endpoint)
    : endpoint_(endpoint), client_(executor, endpoint, kConnections) {}

Task<Access> TokenGate::judge(runtime::TokenUse use) {
  if (use.token.size() > kLongestToken) co_return Access::unauthenticated;
  Question question{use.token, use.verb, use.path};
  if (const auto known = recall(question)) co_return *known;
  if (asking_ >= kMostAsking) co_return Access::undecided;
  const Count counted(asking_);
  const Access access = co_await ask(use);
  remember(std::move(question), access);
  co_return access;
}

Task<Access> TokenGate::ask(const runtime::TokenUse& use) {
  std::string who = encode_token_review(use.token);
  const auto reviewed = co_await review(kTokenReviews, std::move(who));
  if (!reviewed) co_return Access::undecided;
  const auto user = decode_token_review(*reviewed, scratch_);
  if (!user) {
    complain(kTokenReviews, to_string(user.error()));
    co_return Access::undecided;
  }
  if (!*user) co_return Access::unauthenticated;
  std::string what = encode_access_review(**user, use.verb, use.path);
  const auto judged = co_await review(kAccessReviews, std::move(what));
  if (!judged) co_return Access::undecided;
  const auto allowed = decode_access_review(*judged, scratch_);
  if (!allowed) {
    complain(kAccessReviews, to_string(allowed.error()));
    co_return Access::undecided;
  }
  co_return *allowed ? Access::allowed : Access::forbidden;
}

Task<std::optional<std::string>> TokenGate::review(const Resource& resource, std::string body) {
  ApiRequest request{.verb = "create",
                     .resource = resource.plural,
                     .method = "POST",
                     .target = collection_path(resource, {}),
                     .content_type = kJsonContent,
                     .body = std::move(body)};
  const ApiResult result = co_await client_.request(std::move(request), endpoint_.clock().now() + kTimeout);
  if (result && result->ok()) co_return result->body;
  complain(resource, result ? explain_refusal(*result) : result.error().what);
  co_return std::nullopt;
}

void TokenGate::complain(const Resource& resource, const std::string& what) {
  const Instant now = endpoint_.clock().now();
  if (complained_ && now - *complained_ < kComplainEvery) return;
  complained_ = now;
  endpoint_.logger().log(runtime::events::kTokenReviewFailed,
                         {{"resource", resource.plural}, {"what", what}});
}

std::optional<Access> TokenGate::recall(const Question& question) {
  const auto at = verdicts_.find(question);
  if (at == verdicts_.end()) return std::nullopt;
  if (endpoint_.clock().now() < at->second.until) return at->second.access;
  verdicts_.erase(at);
  return std::nullopt;
}

void TokenGate::remember(Question question, Access access) {
  if (access == Access::undecided) return;
  if (verdicts_.size() >= kMostRemembered) make_room();
  const Duration how_long = access == Access::allowed ? kAllowedFor : kRefusedFor;
  verdicts_.insert_or_assign(std::move(question), Verdict{access, endpoint_.clock().now() + how_long});
}

// Those who were refused go first: anybody can make up tokens, but nobody can make up one that is let in.
void TokenGate::make_room() {
  const auto worth = [](const auto& entry) {
    return std::pair(entry.second.access == Access::allowed, entry.second.until);
  };
  const auto least = std::ranges::min_element(verdicts_, {}, worth);
  verdicts_.erase(least);
}

}  // namespace herald::kube
