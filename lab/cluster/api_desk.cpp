#include "lab/cluster/api_desk.h"

#include "kube/api_client.h"
#include "kube/credentials.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"

#include <optional>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace herald::lab {
namespace {

constexpr Duration kPatience = std::chrono::seconds(10);

}  // namespace

struct ApiDesk::State {
  boost::asio::io_context io{1};
  runtime::SystemClock clock;
  runtime::DescriptorSink sink{STDERR_FILENO};
  runtime::Logger logger{sink, clock, runtime::LogFormat::human, runtime::LogLevel::error};
  std::unique_ptr<kube::ApiEndpoint> endpoint;
  std::unique_ptr<kube::ApiClient> client;

  runtime::Task<> carry(kube::ApiRequest request, std::optional<kube::ApiResult>& into) {
    into = co_await client->request(std::move(request), clock.now() + kPatience);
  }
};

ApiDesk::ApiDesk(std::unique_ptr<State> state) : state_(std::move(state)) {}

ApiDesk::~ApiDesk() {
  state_->client.reset();
  state_->io.restart();
  state_->io.run_for(std::chrono::milliseconds(100));  // what closing leaves to be done
}

Result<std::unique_ptr<ApiDesk>, std::string> ApiDesk::open(const LabDirectory& directory) {
  auto state = std::make_unique<State>();
  auto access =
      kube::find_access({.kubeconfig = directory.kubeconfig(), .context = {}}, kube::process_environment);
  if (!access) return fail(std::move(access).error());
  auto endpoint = kube::ApiEndpoint::make(*std::move(access), state->clock, state->logger, {});
  if (!endpoint) return fail(std::move(endpoint).error());
  state->endpoint = *std::move(endpoint);
  state->client = std::make_unique<kube::ApiClient>(state->io.get_executor(), *state->endpoint, 1);
  return std::unique_ptr<ApiDesk>(new ApiDesk(std::move(state)));
}

Result<kube::ApiAnswer, std::string> ApiDesk::ask(kube::ApiRequest request) {
  std::optional<kube::ApiResult> result;
  runtime::TaskGroup tasks(state_->io.get_executor(), state_->clock, state_->logger);
  tasks.spawn("ask", state_->carry(std::move(request), result));
  state_->io.restart();
  while (tasks.size() > 0 && state_->io.run_one() > 0) {
  }
  if (!result || !*result) return fail(result ? (*result).error().what : std::string("no answer"));
  if (!(*result)->ok()) return fail(kube::explain_refusal(**result));
  return **std::move(result);
}

}  // namespace herald::lab
