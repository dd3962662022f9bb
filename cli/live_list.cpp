#include "cli/live_list.h"

namespace herald::cli {
namespace {

constexpr std::int32_t kPage = 500;

std::string no_list(const kube::Scope& scope, const std::string& why) {
  return "cannot list " + std::string(scope.resource.plural) +
         (scope.name_space.empty() ? "" : " in " + scope.name_space) + ": " + why;
}

}  // namespace

runtime::Task<Result<void, std::string>> list_items(Reading reading, kube::Scope scope, TakeItem take) {
  kube::Scratch scratch;
  std::string continue_token;
  do {
    kube::ListCutter cutter;
    const kube::ApiRequest request{.verb = "list",
                                   .resource = scope.resource.plural,
                                   .method = "GET",
                                   .target = kube::list_target(scope, kPage, continue_token),
                                   .compressed = true};
    kube::BodyReceiver receiver{.opened = [] {},
                                .piece =
                                    [&](std::string_view piece) {
                                      while (const auto item = cutter.next(piece))
                                        take(*item);
                                      return cutter.malformed() ? kube::Appetite::enough
                                                                : kube::Appetite::more;
                                    }};
    const Instant deadline = reading.clock.now() + kRequestTime;
    const kube::ApiResult answer =
        co_await reading.client.stream(request, {deadline, deadline}, std::move(receiver));
    if (!answer) co_return fail(no_list(scope, answer.error().what));
    if (answer->date) reading.server_time = answer->date;
    if (answer->status != 200) co_return fail(no_list(scope, kube::explain_refusal(*answer)));
    auto envelope = kube::decode_list_envelope(cutter.envelope(), scratch);
    if (!cutter.complete() || !envelope) co_return fail(no_list(scope, "the answer is no list"));
    continue_token = std::move(envelope->continue_token);
  } while (!continue_token.empty());
  co_return Result<void, std::string>();
}

}  // namespace herald::cli
