// Who may read the admin port: asks the API server who a bearer token belongs to (TokenReview) and whether he
// may do this to this path (SubjectAccessReview), so that ordinary RBAC says who reads metrics. Answers are
// believed for a short while: long enough for a scraper to cost nothing, short enough for a withdrawn right
// to count.
//
// Promises: what is remembered is bounded, and strangers with made-up tokens push out nobody who was let in;
// only so many questions are under way; when the API server cannot be asked, nobody is let in on a guess.
#pragma once

#include "kube/api_client.h"
#include "kube/decode.h"
#include "kube/reviews.h"
#include "runtime/admin_server.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace herald::kube {

class TokenGate {
 public:
  TokenGate(const runtime::Executor& executor, ApiEndpoint& endpoint);

  [[nodiscard]] runtime::Task<runtime::Access> judge(runtime::TokenUse use);

  [[nodiscard]] std::size_t remembered() const { return verdicts_.size(); }

 private:
  static constexpr std::size_t kMostRemembered = 128;
  static constexpr std::size_t kMostAsking = 8;
  static constexpr std::size_t kLongestToken = 8192;

  using Question = std::tuple<std::string, std::string, std::string>;  // token, verb, path
  struct Verdict {
    runtime::Access access;
    Instant until;
  };

  [[nodiscard]] std::optional<runtime::Access> recall(const Question& question);
  void remember(Question question, runtime::Access access);
  void make_room();

  [[nodiscard]] runtime::Task<runtime::Access> ask(const runtime::TokenUse& use);
  // The answer to a review, or nothing.
  [[nodiscard]] runtime::Task<std::optional<std::string>> review(const Resource& resource, std::string body);
  void complain(const Resource& resource, const std::string& what);

  ApiEndpoint& endpoint_;
  ApiClient client_;
  Scratch scratch_;
  std::map<Question, Verdict> verdicts_;
  std::size_t asking_ = 0;
  std::optional<Instant> complained_;
};

}  // namespace herald::kube
