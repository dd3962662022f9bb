#include "runtime/http_connection.h"

#include "runtime/log_events.h"
#include "runtime/post.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace herald::runtime {
namespace {

using Phase = HttpRequestParser::Phase;

constexpr std::size_t kReadSize = 4096;

// An exception from a handler, in words; the one by which Asio cancels is passed on.
std::string explain_current_exception() {
  try {
    throw;
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    return error.what();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace

HttpConnection::HttpConnection(const HttpShared& shared, ByteStreamPtr stream)
    : shared_(shared),
      stream_(std::move(stream)),
      arrived_(shared.executor, shared.clock),
      drained_(shared.executor, shared.clock) {}

Task<HttpConnection::Opened> HttpConnection::open(std::shared_ptr<HttpConnection> self) {
  self->wait_for_client();
  const Instant deadline = self->shared_.clock.now() + self->shared_.settings.timeouts.handshake;
  const auto shaken = co_await self->stream_->handshake(deadline);
  if (shaken) co_return Opened::ready;
  if (!self->closed_) self->note_end(shaken.error().what);
  co_return Opened::failed;
}

Task<> HttpConnection::pump(std::shared_ptr<HttpConnection> self) {
  // Room for a whole head and what was read past it, so that the parser refuses before the pump stalls.
  const std::size_t capacity = self->shared_.settings.sizes.head + kReadSize;
  std::array<char, kReadSize> piece{};
  while (!self->closed_) {
    if (self->input_.size() >= capacity) {
      static_cast<void>(co_await self->drained_.sleep_until(kNever));
      continue;
    }
    const auto read = co_await self->stream_->read_some(piece, kNever);
    if (!read || *read == 0) break;
    if (!self->parting_) self->input_.append(piece.data(), *read);
    self->arrived_.ring();
  }
  self->input_ended_ = true;
  self->arrived_.ring();
  self->tell_gone();
}

Task<> HttpConnection::serve(std::shared_ptr<HttpConnection> self) {
  while (co_await self->serve_one() == Next::go_on) {
  }
  co_await self->part();
  self->abort();
}

Task<HttpConnection::Next> HttpConnection::serve_one() {
  HttpRequestParser parser(shared_.settings.sizes);
  const Reading reading = co_await read_request(parser);
  waiting_since_.reset();
  if (reading == Reading::over) co_return Next::part;
  if (reading == Reading::too_slow) {
    HttpResponse response = text_response(408, "the request took too long to arrive\n");
    co_return co_await refuse(std::move(response));
  }
  if (reading == Reading::refused) {
    HttpResponse response = parser.refusal();
    co_return co_await refuse(std::move(response));
  }
  HttpRequest request = parser.take();
  request.peer = stream_->peer();
  Asked asked{.what = request.method + " " + std::string(request.path()),
              .head_only = request.method == "HEAD",
              .keep_alive = request.keep_alive,
              .chunked_allowed = request.chunked_allowed};
  HttpResponse response = co_await answer(std::move(request), asked.what);
  co_return co_await respond(std::move(response), std::move(asked));
}

// Whoever asks for it awaits it at once, and keeps the parser meanwhile.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
Task<HttpConnection::Reading> HttpConnection::read_request(HttpRequestParser& parser) {
  bool promised = false;
  phase_ = Phase::idle;
  phase_began_ = shared_.clock.now();
  for (;;) {
    consume(parser);
    if (phase_ == Phase::complete) co_return Reading::complete;
    if (phase_ == Phase::refused) co_return Reading::refused;
    if (left_ || closed_) co_return Reading::over;
    if (phase_ == Phase::idle && winding_down_) co_return Reading::over;
    if (input_ended_) {
      if (phase_ != Phase::idle) note_end("the client left in the middle of a request");
      co_return Reading::over;
    }
    if (!promised && parser.expects_continue()) {
      promised = true;
      if (co_await send("HTTP/1.1 100 Continue\r\n\r\n") == Written::gone) co_return Reading::over;
      continue;
    }
    const Woken woken = co_await arrived_.sleep_until(deadline_of(phase_));
    if (woken == Woken::rung) continue;
    co_return phase_ == Phase::idle || woken == Woken::cancelled ? Reading::over : Reading::too_slow;
  }
}

void HttpConnection::consume(HttpRequestParser& parser) {
  input_.erase(0, parser.feed(input_));
  drained_.ring();
  if (parser.phase() != phase_) phase_began_ = shared_.clock.now();
  phase_ = parser.phase();
  if (phase_ < Phase::complete) wait_for_client();
}

// Once for each wait: a client that drips wins no time by it.
void HttpConnection::wait_for_client() {
  if (waiting_since_) return;
  waiting_since_ = shared_.clock.now();
  shared_.waits_for_client();
}

Instant HttpConnection::deadline_of(Phase phase) {
  const HttpTimeouts& timeouts = shared_.settings.timeouts;
  if (phase == Phase::idle) return phase_began_ + timeouts.idle;
  return phase_began_ + (phase == Phase::head ? timeouts.head : timeouts.body);
}

Task<HttpConnection::Next> HttpConnection::refuse(HttpResponse response) {
  note_end(response.body.substr(0, response.body.find('\n')));
  HeadSettings head{.framing = BodyFraming::length, .close = true, .date = shared_.clock.wall_now()};
  co_await send_whole(std::move(response), head, true);
  co_return Next::part;
}

Task<HttpResponse> HttpConnection::answer(HttpRequest request, std::string what) {
  std::string problem;
  try {
    HttpResponse response = co_await shared_.handler(std::move(request));
    co_return response;
  } catch (...) {
    problem = explain_current_exception();
  }
  report_bug(what, problem);
  co_return text_response(500, "an internal error; the log has the details\n");
}

Task<HttpConnection::Next> HttpConnection::respond(HttpResponse response, Asked asked) {
  const bool with_body = !asked.head_only && may_have_body(response.status);
  HeadSettings head{.close = !asked.keep_alive || winding_down_, .date = shared_.clock.wall_now()};
  if (!may_have_body(response.status)) {
    head.framing = BodyFraming::none;
  } else if (response.stream) {
    head.framing = asked.chunked_allowed ? BodyFraming::chunked : BodyFraming::until_close;
    head.close = head.close || !asked.chunked_allowed;
  }
  if (!response.stream || !with_body) co_return co_await send_whole(std::move(response), head, with_body);
  co_return co_await send_streamed(std::move(response), head, std::move(asked.what));
}

Task<HttpConnection::Next> HttpConnection::send_whole(HttpResponse response, HeadSettings head,
                                                      bool with_body) {
  constexpr std::size_t kPiece = std::size_t{256} * 1024;
  std::string first = response_head(response, head);
  std::string_view rest = with_body ? std::string_view(response.body) : std::string_view();
  const std::string_view joined = rest.substr(0, kReadSize);  // small answers leave in one packet
  first += joined;
  rest.remove_prefix(joined.size());
  Written written = co_await send(first);
  while (written == Written::sent && !rest.empty()) {
    const std::string_view piece = rest.substr(0, kPiece);
    written = co_await send(piece);
    rest.remove_prefix(piece.size());
  }
  co_return head.close || written == Written::gone ? Next::part : Next::go_on;
}

// The last chunk is sent only when the handler came to its end: a body that was cut short must look cut
// short.
Task<HttpConnection::Next> HttpConnection::send_streamed(HttpResponse response, HeadSettings head,
                                                         std::string what) {
  chunked_ = head.framing == BodyFraming::chunked;
  const std::string text = response_head(response, head);
  if (co_await send(text) == Written::gone) co_return Next::part;
  std::string problem;
  try {
    co_await response.stream(*this);
  } catch (...) {
    on_gone_ = nullptr;
    problem = explain_current_exception();
  }
  on_gone_ = nullptr;
  if (!problem.empty()) report_bug(what, problem);
  if (!problem.empty() || left_ || input_ended_) co_return Next::part;
  if (chunked_ && co_await send(kLastChunk) == Written::gone) co_return Next::part;
  co_return head.close || winding_down_ ? Next::part : Next::go_on;
}

// Closing while the client still sends would make the kernel answer with RST, which may destroy our last
// answer before it is read. So: end our half, then wait a little for the client to end its own.
Task<> HttpConnection::part() {
  parting_ = true;
  input_.clear();
  drained_.ring();
  if (closed_ || input_ended_) co_return;
  wait_for_client();
  const Instant deadline = shared_.clock.now() + shared_.settings.timeouts.linger;
  if (!co_await stream_->finish(deadline)) co_return;
  while (!input_ended_ && !closed_) {
    if (co_await arrived_.sleep_until(deadline) != Woken::rung) co_return;
  }
}

Task<Written> HttpConnection::write(std::string_view data) {
  if (gone()) co_return Written::gone;
  if (data.empty()) co_return Written::sent;
  if (!chunked_) co_return co_await send(data);
  const std::string framed = chunk(data);
  co_return co_await send(framed);
}

Task<Written> HttpConnection::send(std::string_view data) {
  if (left_ || closed_) co_return Written::gone;
  const Instant deadline = shared_.clock.now() + shared_.settings.timeouts.write;
  const auto waited_before = waiting_since_;
  wait_for_client();
  const auto written = co_await stream_->write_all(data, deadline);
  waiting_since_ = waited_before;
  if (written) co_return Written::sent;
  if (!closed_) note_end(written.error().what);
  left_ = true;
  co_return Written::gone;
}

void HttpConnection::on_gone(std::function<void()> call) {
  on_gone_ = std::make_shared<std::function<void()>>(std::move(call));
  if (gone()) tell_gone();
}

void HttpConnection::tell_gone() {
  if (on_gone_ == nullptr) return;
  // The stream may end while the call is on its way.
  post(shared_.executor, [weak = std::weak_ptr(on_gone_)] {
    const auto call = weak.lock();
    if (call == nullptr || *call == nullptr) return;
    std::exchange(*call, nullptr)();
  });
}

void HttpConnection::wind_down() {
  winding_down_ = true;
  arrived_.ring();
  tell_gone();
}

void HttpConnection::abort() {
  closed_ = true;
  left_ = true;
  stream_->close();
  arrived_.ring();
  drained_.ring();
  tell_gone();
}

void HttpConnection::note_end(std::string_view why) {
  shared_.logger.log(
      events::kHttpConnectionEnded,
      {{"server", shared_.settings.name}, {"peer", stream_->peer().to_string()}, {"why", why}});
}

void HttpConnection::report_bug(const std::string& request, std::string_view what) {
  shared_.logger.log(events::kHttpHandlerFailed,
                     {{"server", shared_.settings.name}, {"request", request}, {"what", what}});
}

}  // namespace herald::runtime
