// Bytes -> HttpRequest, without I/O: it is fed what arrived and says how much of it it used. One parser per
// request; what it leaves belongs to the next. Refuses what is malformed, ambiguous about its length (request
// smuggling) or larger than allowed, with the status to answer.
#pragma once

#include "runtime/http_message.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace herald::runtime {

struct HttpSizes {
  std::size_t head = std::size_t{16} * 1024;  // request line and header fields together
  std::size_t body = std::size_t{1024} * 1024;
};

class HttpRequestParser {
 public:
  enum class Phase : std::uint8_t { idle, head, body, complete, refused };

  explicit HttpRequestParser(HttpSizes sizes);
  HttpRequestParser(const HttpRequestParser&) = delete;
  HttpRequestParser& operator=(const HttpRequestParser&) = delete;
  ~HttpRequestParser();

  // Returns how many bytes of `data` are used up; the rest must be given again, with more behind it. The head
  // is used as a whole, so the caller's buffer must hold HttpSizes::head bytes.
  [[nodiscard]] std::size_t feed(std::string_view data);

  [[nodiscard]] Phase phase() const;

  // The client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1).
  [[nodiscard]] bool expects_continue() const;

  [[nodiscard]] HttpRequest take();            // once, when complete
  [[nodiscard]] HttpResponse refusal() const;  // when refused

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::runtime
