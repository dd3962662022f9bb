// A server that says exactly what a test tells it to, byte by byte, whatever it is asked; and a client's side
// on the same loop, whose time is the manual clock's.
#pragma once

#include "kube/api_client.h"
#include "runtime/listener.h"
#include "runtime/task_group.h"
#include "tests/unit/runtime/loop.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace herald::kube {

enum class After { keep, close, hang };

struct Reply {
  std::string head = {};  // once, before `text`
  std::string text;
  After after = After::keep;
  std::size_t repeat = 1;  // for texts that are longer than anybody would write down
};

// "HTTP/1.1 200 OK" with a Content-Length.
[[nodiscard]] Reply answer(int status, const std::string& body, const std::string& more_headers = {});

class ScriptedServer {
 public:
  ScriptedServer(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
                 std::shared_ptr<runtime::TlsIdentity> identity = nullptr);

  // One for each request, in the order in which they come on whatever connection. Without any, it hangs.
  std::deque<Reply> replies;

  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
  [[nodiscard]] std::size_t connections() const { return connections_; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }

  // Closes what is idle, as servers do.
  void drop_connections();
  [[nodiscard]] runtime::Task<> close();

 private:
  struct Connection;

  [[nodiscard]] runtime::Task<> accept();
  [[nodiscard]] runtime::Task<> serve(std::shared_ptr<Connection> connection);
  [[nodiscard]] runtime::Task<std::optional<std::string>> read_request(
      std::shared_ptr<Connection> connection);

  std::shared_ptr<runtime::TlsIdentity> identity_;
  std::unique_ptr<runtime::Listener> listener_;
  runtime::TaskGroup tasks_;
  std::vector<std::weak_ptr<Connection>> open_;
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
  std::uint64_t bytes_sent_ = 0;
};

class ClientTest : public runtime::LoopTest {
 protected:
  ClientTest() = default;
  void TearDown() override;

  // A server, and an endpoint for it. `change` may edit the access.
  void start(const std::function<void(ClusterAccess&)>& change = {},
             std::shared_ptr<runtime::TlsIdentity> identity = nullptr);

  // Starts it, and does not wait; the result comes into what is returned.
  using Pending = std::shared_ptr<std::optional<ApiResult>>;
  Pending ask(ApiClient& client, ApiRequest request, Duration within = std::chrono::seconds(5));
  [[nodiscard]] ApiResult wait(const Pending& pending);
  [[nodiscard]] ApiResult fetch(ApiClient& client, ApiRequest request) { return wait(ask(client, request)); }

  // Runs the loop; the limit is only there to end a test that hangs.
  void run_until(const std::function<bool()>& condition);

  [[nodiscard]] static ApiRequest get(const std::string& target = "/api");
  [[nodiscard]] static ApiRequest patch(const std::string& body = "{}");

  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<ApiEndpoint> endpoint_;
  std::vector<ApiCall> calls_;
  std::unique_ptr<runtime::TaskGroup> asking_;
};

}  // namespace herald::kube
