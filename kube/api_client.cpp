#include "kube/api_client.h"

#include "kube/api_client_exchange.h"
#include "runtime/log_events.h"
#include "runtime/wakeup.h"

#include <list>
#include <utility>
#include <vector>

namespace herald::kube {
namespace {

using runtime::ByteStreamPtr;
using runtime::Task;

// Shorter than what servers and the boxes in between keep idle connections for: one that is closed at the
// very moment when it is used again costs a write its certainty.
constexpr Duration kLongestIdle = std::chrono::seconds(30);

ApiFailure not_sent(std::string what) {
  return {.reach = ApiFailure::Reach::not_sent, .what = std::move(what)};
}

struct Kept {
  ByteStreamPtr stream;
  Instant since;
};

}  // namespace

struct ApiClient::State {
  State(const runtime::Executor& loop, ApiEndpoint& server, std::size_t most)
      : executor(loop), endpoint(server), connections(most) {}

  runtime::Executor executor;
  ApiEndpoint& endpoint;
  std::size_t connections;
  std::size_t busy = 0;
  std::vector<Kept> idle;               // the one used last is at the end, and is used next
  std::list<runtime::Wakeup*> waiting;  // in the order of their coming
};

namespace {

// The right to use one connection, given back however its holder ends.
class Slot {
 public:
  explicit Slot(ApiClient::State& state) : state_(state) { ++state_.busy; }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() {
    --state_.busy;
    if (!state_.waiting.empty()) state_.waiting.front()->ring();
  }

 private:
  ApiClient::State& state_;
};

// A place in the queue, left however its holder ends.
class Place {
 public:
  explicit Place(ApiClient::State& state) : state_(state), wakeup(state.executor, state.endpoint.clock()) {
    at_ = state_.waiting.insert(state_.waiting.end(), &wakeup);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    state_.waiting.erase(at_);
    // It may have been woken, and leave without taking its turn.
    if (!state_.waiting.empty() && state_.busy < state_.connections) state_.waiting.front()->ring();
  }
  [[nodiscard]] bool first() const { return state_.waiting.front() == &wakeup; }

 private:
  ApiClient::State& state_;
  std::list<runtime::Wakeup*>::iterator at_;

 public:
  runtime::Wakeup wakeup;
};

enum class Turn : std::uint8_t { taken, late };

Task<Turn> wait_for_turn(ApiClient::State& state, Instant deadline) {
  if (state.busy < state.connections && state.waiting.empty()) co_return Turn::taken;
  Place place(state);
  while (state.busy >= state.connections || !place.first()) {
    const auto woken = co_await place.wakeup.sleep_until(deadline);
    if (woken != runtime::Woken::rung) co_return Turn::late;
  }
  co_return Turn::taken;
}

ByteStreamPtr take_kept(ApiClient::State& state) {
  const Instant oldest = state.endpoint.clock().now() - kLongestIdle;
  std::erase_if(state.idle, [&](const Kept& kept) { return kept.since < oldest; });
  if (state.idle.empty()) return nullptr;
  ByteStreamPtr stream = std::move(state.idle.back().stream);
  state.idle.pop_back();
  return stream;
}

struct Errand {
  const ApiRequest& request;
  ApiDeadlines deadlines;
  const BodyReceiver* receiver;
};

enum class Trial : std::uint8_t { settled, stale };

struct Tried {
  Trial trial = Trial::settled;
  ApiResult result;
};

// On a kept connection, or a new one.
Task<Tried> attempt(ApiClient::State& state, Errand errand, std::string token) {
  ByteStreamPtr stream = take_kept(state);
  const bool kept = stream != nullptr;
  if (!kept) {
    auto connected = co_await state.endpoint.connect(errand.deadlines.head);
    if (!connected) co_return Tried{.result = fail(not_sent(connected.error().what))};
    stream = *std::move(connected);
  }
  Exchanged exchanged = co_await exchange(*stream, state.endpoint.message(errand.request, token),
                                          errand.deadlines, errand.receiver);
  Tried tried{.result = std::move(exchanged.result)};
  if (exchanged.reusable) {
    state.idle.push_back({.stream = std::move(stream), .since = state.endpoint.clock().now()});
  } else if (kept && !tried.result && !exchanged.answered) {
    // The others have probably gone the same way.
    state.idle.clear();
    tried.trial = Trial::stale;
  }
  co_return tried;
}

Task<ApiResult> attempt_while_stale(ApiClient::State& state, Errand errand, std::string token) {
  const bool reads = errand.request.method == "GET";
  Tried tried = co_await attempt(state, errand, token);
  const bool in_time = state.endpoint.clock().now() < errand.deadlines.head;
  if (tried.trial == Trial::stale && reads && in_time) tried = co_await attempt(state, errand, token);
  co_return std::move(tried.result);
}

Task<ApiResult> carry_out(ApiClient::State& state, Errand errand) {
  const Turn turn = co_await wait_for_turn(state, errand.deadlines.head);
  if (turn == Turn::late)
    co_return fail(not_sent("every connection was busy until the time allowed was over"));
  const Slot slot(state);
  const std::string token = state.endpoint.token();
  ApiResult result = co_await attempt_while_stale(state, errand, token);
  if (!result || result->status != 401) co_return result;
  // The server did nothing, so trying again is safe whatever was asked.
  const auto renewal = state.endpoint.refused(token);
  if (renewal == ApiEndpoint::Renewal::none) co_return result;
  if (renewal == ApiEndpoint::Renewal::certificate) state.idle.clear();
  co_return co_await attempt_while_stale(state, errand, state.endpoint.token());
}

}  // namespace

ApiClient::ApiClient(const runtime::Executor& executor, ApiEndpoint& endpoint, std::size_t connections)
    : state_(std::make_unique<State>(executor, endpoint, connections)) {}

ApiClient::~ApiClient() = default;

Task<ApiResult> ApiClient::request(ApiRequest request, Instant deadline) {
  const Instant began = state_->endpoint.clock().now();
  const Errand errand{.request = request, .deadlines = {deadline, deadline}, .receiver = nullptr};
  ApiResult result = co_await carry_out(*state_, errand);
  state_->endpoint.observe({.verb = request.verb,
                            .resource = request.resource,
                            .status = result ? result->status : 0,
                            .took = state_->endpoint.clock().now() - began});
  co_return result;
}

Task<ApiResult> ApiClient::stream(ApiRequest request, ApiDeadlines deadlines, BodyReceiver receiver) {
  const Instant began = state_->endpoint.clock().now();
  // A watch counts when it begins: how it ends is nobody's fault, and hours later.
  const bool counts_early = request.verb == "watch";
  bool counted = false;
  const auto count = [&](int status) {
    if (std::exchange(counted, true)) return;
    state_->endpoint.observe({.verb = request.verb,
                              .resource = request.resource,
                              .status = status,
                              .took = state_->endpoint.clock().now() - began});
  };
  const BodyReceiver counting{.opened =
                                  [&] {
                                    if (counts_early) count(200);
                                    receiver.opened();
                                  },
                              .piece = receiver.piece};
  const Errand errand{.request = request, .deadlines = deadlines, .receiver = &counting};
  ApiResult result = co_await carry_out(*state_, errand);
  count(result ? result->status : 0);
  co_return result;
}

void ApiClient::drop_idle() {
  state_->idle.clear();
}

std::size_t ApiClient::idle() const {
  return state_->idle.size();
}

std::size_t ApiClient::busy() const {
  return state_->busy;
}

}  // namespace herald::kube
