// HTTP messages as values, for servers and clients alike (RFC 9110, RFC 9112). Knows nothing of sockets or
// Asio's buffers; the streamed body is the one thing here that waits.
#pragma once

#include "runtime/socket_address.h"
#include "runtime/task.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::runtime {

struct HttpHeader {
  std::string name;
  std::string value;
};

// In the order they came; names compare without case.
class HttpHeaders {
 public:
  void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }

  // The first of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

  [[nodiscard]] const std::vector<HttpHeader>& all() const { return fields_; }

 private:
  std::vector<HttpHeader> fields_;
};

struct HttpRequest {
  std::string method;  // as sent; methods have case
  std::string target;  // "/path?query", not decoded
  HttpHeaders headers;
  std::string body;
  SocketAddress peer;
  bool keep_alive = true;
  bool chunked_allowed = true;  // HTTP/1.1

  [[nodiscard]] std::string_view path() const;   // not decoded
  [[nodiscard]] std::string_view query() const;  // without the "?"

  // The first parameter of that name, decoded ("a%20b+c" is "a b c"); empty text for one without a value.
  [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;

  // What follows "Bearer " in Authorization (RFC 6750).
  [[nodiscard]] std::optional<std::string_view> bearer_token() const;
};

// Nothing when a "%" is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right);

enum class Written : std::uint8_t { sent, gone };

// Where a streamed body goes. A handler that waits for something else than write() registers with on_gone(),
// so that it notices a client that left, or a server that closes, while there is nothing to write.
class BodyWriter {
 public:
  BodyWriter() = default;
  BodyWriter(const BodyWriter&) = delete;
  BodyWriter& operator=(const BodyWriter&) = delete;
  virtual ~BodyWriter() = default;

  // Returns when the client's side has room again: whoever awaits it produces no faster than the client
  // reads.
  [[nodiscard]] virtual Task<Written> write(std::string_view data) = 0;

  [[nodiscard]] virtual bool gone() const = 0;

  // Called once from the loop; at once when it is gone already. Replaces an earlier one. Never called when
  // the stream has ended: it may hold what lives no longer.
  virtual void on_gone(std::function<void()> call) = 0;
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;  // framing, Date and Connection are the server's business
  std::string body;
  std::function<Task<>(BodyWriter&)> stream;  // in place of `body`: sent as it is produced
};

[[nodiscard]] HttpResponse text_response(int status, std::string body,
                                         std::string content_type = "text/plain; charset=utf-8");

// "Not Found"
[[nodiscard]] std::string_view status_phrase(int status);

}  // namespace herald::runtime
