#include "cli/live_change.h"

#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/run_blocking.h"

#include <utility>

namespace herald::cli {
namespace {

using Done = Result<void, std::string>;

kube::ApiRequest request_for(const kube::Key& lease, const LeaseWish& wished) {
  return {.verb = "patch",
          .resource = kube::kLeases.plural,
          .method = "PATCH",
          .target = kube::object_path(kube::kLeases, lease),
          .content_type = kube::kMergePatchContent,
          .body = kube::encode_annotations("", {{std::string(wished.annotation), wished.value}})};
}

class Wishing {
 public:
  Wishing(kube::ApiEndpoint& endpoint, std::string name_space, const std::vector<LeaseWish>& wishes)
      : endpoint_(endpoint), name_space_(std::move(name_space)), wishes_(wishes) {}

  runtime::Task<> carry(runtime::Executor executor) {
    kube::ApiClient client(executor, endpoint_, 1);
    for (const LeaseWish& each : wishes_) {
      const kube::Key lease{name_space_, each.lease};
      const kube::ApiRequest request = request_for(lease, each);
      const Instant deadline = endpoint_.clock().now() + kRequestTime;
      const kube::ApiResult answer = co_await client.request(request, deadline);
      outcome_ = judge(lease, answer);
      if (!outcome_) co_return;
    }
  }

  [[nodiscard]] const Done& outcome() const { return outcome_; }

 private:
  static Done judge(const kube::Key& lease, const kube::ApiResult& answer) {
    if (!answer) return fail(answer.error().what);
    if (answer->status == 404)
      return fail("there is no Lease " + lease.to_string() + ": does its daemon run?");
    if (!answer->ok()) return fail(kube::explain_refusal(*answer));
    return {};
  }

  kube::ApiEndpoint& endpoint_;
  std::string name_space_;
  const std::vector<LeaseWish>& wishes_;
  Done outcome_;
};

}  // namespace

Done wish(const ClusterChoice& choice, const std::vector<LeaseWish>& wishes) {
  LiveConnection connection;
  if (auto opened = connection.open(choice); !opened) return opened;
  Wishing wishing(connection.endpoint(), choice.name_space, wishes);
  runtime::run_blocking(connection.clock(), connection.logger(),
                        [&](const runtime::Executor& executor) { return wishing.carry(executor); });
  return wishing.outcome();
}

}  // namespace herald::cli
