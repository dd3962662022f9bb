#include "runtime/http_request_parser.h"

#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace herald::runtime {
namespace http = boost::beast::http;
namespace {

using Parser = http::request_parser<http::string_body>;

// Before the request line, empty lines are skipped (RFC 9112 section 2.2): old clients send one after a body.
std::size_t leading_line_ends(std::string_view data) {
  const std::size_t start = data.find_first_not_of("\r\n");
  return start == std::string_view::npos ? data.size() : start;
}

// A proxy's form "http://host/path" means the path (RFC 9112 section 3.2.2).
std::string origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const std::size_t slash = target.find_first_of("/?", scheme.size());
    if (slash == std::string_view::npos) return "/";
    const std::string_view rest = target.substr(slash);
    return (rest.starts_with('?') ? "/" : "") + std::string(rest);
  }
  return std::string(target);
}

int status_for(const boost::beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  return 400;
}

}  // namespace

struct HttpRequestParser::State {
  explicit State(HttpSizes limits) : sizes(limits) {
    // Beast's own limit is approximate; it only has to be there. Ours is checked in advance().
    parser.header_limit(static_cast<std::uint32_t>(limits.head * 2));
    parser.body_limit(limits.body);
  }

  void refuse(int code, std::string why) {
    phase = Phase::refused;
    status = code;
    reason = std::move(why);
  }

  // What Beast lets pass but a server must not (RFC 9112 section 3.2, RFC 9110 section 10.1.1).
  void check_head() {
    const auto& message = parser.get();
    const std::string_view target(message.target().data(), message.target().size());
    const bool old = message.version() == 10;
    if (!old && message.version() != 11) return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    if (!old && message.count(http::field::host) != 1)
      return refuse(400, "there must be exactly one Host field");
    if (!origin_form(target).starts_with('/') && target != "*")
      return refuse(400, "the target must be a path");
  }

  // Not eager, Beast stops behind the head, so what it used up is the head's size.
  void note_head(std::size_t used, std::size_t given) {
    head_size += used;
    const bool done = parser.is_header_done();
    if (head_size + (done ? 0 : given - used) > sizes.head) return refuse(431, "the head is too large");
    if (!done) return;
    phase = Phase::body;
    parser.eager(true);
    check_head();
  }

  std::size_t advance(std::string_view data) {
    if (data.empty()) return 0;
    const bool in_head = !parser.is_header_done();
    phase = in_head ? Phase::head : Phase::body;
    boost::beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(data.data(), data.size()), error);
    if (error && error != http::error::need_more) {
      refuse(status_for(error), error.message());
      return used;
    }
    if (in_head) note_head(used, data.size());
    if (phase != Phase::refused && parser.is_done()) phase = Phase::complete;
    return used;
  }

  HttpSizes sizes;
  Parser parser;
  Phase phase = Phase::idle;
  std::size_t head_size = 0;
  int status = 400;
  std::string reason;
};

HttpRequestParser::HttpRequestParser(HttpSizes sizes) : state_(std::make_unique<State>(sizes)) {}

HttpRequestParser::~HttpRequestParser() = default;

std::size_t HttpRequestParser::feed(std::string_view data) {
  std::size_t used = state_->phase == Phase::idle ? leading_line_ends(data) : 0;
  // Beast uses up the head in one call and the body in others.
  while (state_->phase != Phase::complete && state_->phase != Phase::refused) {
    const std::size_t more = state_->advance(data.substr(used));
    used += more;
    if (more == 0) break;
  }
  return used;
}

HttpRequestParser::Phase HttpRequestParser::phase() const {
  return state_->phase;
}

bool HttpRequestParser::expects_continue() const {
  if (state_->phase != Phase::body) return false;
  const auto& message = state_->parser.get();
  const auto expect = message[http::field::expect];
  return message.version() == 11 && equal_ignoring_case({expect.data(), expect.size()}, "100-continue");
}

HttpRequest HttpRequestParser::take() {
  auto message = state_->parser.release();
  HttpRequest request;
  request.method = std::string(message.method_string().data(), message.method_string().size());
  request.target = origin_form({message.target().data(), message.target().size()});
  for (const auto& field : message) {
    request.headers.add(std::string(field.name_string().data(), field.name_string().size()),
                        std::string(field.value().data(), field.value().size()));
  }
  request.keep_alive = message.keep_alive();
  request.chunked_allowed = message.version() == 11;
  request.body = std::move(message.body());
  return request;
}

HttpResponse HttpRequestParser::refusal() const {
  return text_response(state_->status, state_->reason + "\n");
}

}  // namespace herald::runtime
