// An HttpServer and its clients on one loop, over each transport. The server's time is the manual clock's: a
// timeout happens when a test says so, never because the machine is slow.
#pragma once

#include "runtime/byte_stream.h"
#include "runtime/http_server.h"
#include "tests/unit/runtime/loop.h"
#include "tests/unit/runtime/test_certificate.h"

#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace herald::runtime {

enum class Transport { tcp, tls, unix_socket };

[[nodiscard]] std::string transport_name(const testing::TestParamInfo<Transport>& transport);

// What a client has, with what it has received and not yet looked at.
struct TestClient {
  ByteStreamPtr stream;
  std::string received;
  bool ended = false;
};

Task<> read_until(TestClient& client, const std::function<bool(const std::string&)>& enough);
Task<> write_text(TestClient& client, std::string text, bool& sent);

class HttpTest : public LoopTest {
 protected:
  static constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";

  void TearDown() override;

  // The server, on a free port. Settings may be changed before.
  void serve(HttpHandler handler, Transport transport = Transport::tcp);

  [[nodiscard]] TestClient connect();
  void send(TestClient& client, std::string_view text);

  // One whole answer: head and body, by its Content-Length or chunks; decoded is only the framing's end.
  [[nodiscard]] std::string answer(TestClient& client, bool head_only = false);

  // Until the server ends the connection.
  [[nodiscard]] std::string rest(TestClient& client);

  void wait_until(const std::function<bool()>& condition,
                  std::source_location where = std::source_location::current());

  // A connection, a request, everything until the server closes.
  [[nodiscard]] std::string exchange(std::string_view request);

  HttpSettings settings_;
  std::unique_ptr<HttpServer> server_;
  SocketAddress address_;
  Transport transport_ = Transport::tcp;
  TlsPair pair_;
  TlsContextPtr client_context_;
};

// Says what was asked, so that a test sees what the server understood.
Task<HttpResponse> echo(HttpRequest request);

}  // namespace herald::runtime
