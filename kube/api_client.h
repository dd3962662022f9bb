// Asks an API server: HTTP/1.1 over a bounded number of kept connections. Whoever must not wait behind others
// (a watch, the Lease) has a client of its own over the same endpoint, with one connection.
//
// Promises: every request ends by its deadline; it is cancelled with its coroutine; what an answer may hold
// in memory is bounded; a request that changes something is sent at most once, except when nobody can have
// seen the first. Answers of any status are answers; nothing is retried but reads on a connection that had
// gone stale, and anything once after a 401 that a newer token or certificate explains. There is no limit of
// the rate: the server's 429 is handed to the caller.
#pragma once

#include "kube/api_client_endpoint.h"
#include "kube/api_client_message.h"
#include "runtime/task.h"

#include <cstddef>
#include <memory>

namespace herald::kube {

struct ApiDeadlines {
  Instant head;           // of the answer
  Instant body = kNever;  // of its last byte
};

class ApiClient {
 public:
  static constexpr std::size_t kUsualConnections = 16;

  // The endpoint must outlive the client.
  ApiClient(const runtime::Executor& executor, ApiEndpoint& endpoint,
            std::size_t connections = kUsualConnections);
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;
  ~ApiClient();

  // The client must outlive its requests. Those that find every connection busy wait in their order.
  [[nodiscard]] runtime::Task<ApiResult> request(ApiRequest request, Instant deadline);

  // The body of a 200 goes to `receiver`; other answers are returned whole.
  [[nodiscard]] runtime::Task<ApiResult> stream(ApiRequest request, ApiDeadlines deadlines,
                                                BodyReceiver receiver);

  // Drops the connections that nobody uses now.
  void drop_idle();

  [[nodiscard]] std::size_t idle() const;
  [[nodiscard]] std::size_t busy() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace herald::kube
