// One client of an HttpServer: reads requests one after the other, has them answered, writes the answers,
// until one side wants no more. Used by http_server.cpp only.
//
// Two coroutines work on it. The pump moves bytes from the stream into `input_` whatever else happens, so a
// client that leaves is noticed also while its answer is still being produced; it pauses while the input is
// full, so a client that sends ahead is slowed down. The other serves, and is the only one that writes.
#pragma once

#include "runtime/byte_stream.h"
#include "runtime/clock.h"
#include "runtime/http_message.h"
#include "runtime/http_request_parser.h"
#include "runtime/http_response_text.h"
#include "runtime/http_settings.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace herald::runtime {

// What all connections of a server share.
struct HttpShared {
  Executor executor;
  const Clock& clock;
  Logger& logger;
  HttpSettings settings;
  HttpHandler handler;
  std::function<void()> waits_for_client;
};

class HttpConnection final : private BodyWriter {
 public:
  HttpConnection(const HttpShared& shared, ByteStreamPtr stream);

  enum class Opened : std::uint8_t { ready, failed };

  // Shakes hands, before anything else.
  [[nodiscard]] static Task<Opened> open(std::shared_ptr<HttpConnection> self);

  // The two coroutines; the caller starts both and keeps the connection until they end.
  [[nodiscard]] static Task<> pump(std::shared_ptr<HttpConnection> self);
  [[nodiscard]] static Task<> serve(std::shared_ptr<HttpConnection> self);

  // Since when it waits for its client: for a request or the rest of one, or for an answer to be read.
  // Nothing while an answer is made. Such a connection may be dropped when others want its place.
  [[nodiscard]] std::optional<Instant> waiting_since() const { return waiting_since_; }

  // At once when idle, else after the present answer; a streamed one is asked to end.
  void wind_down();

  // At once.
  void abort();

 private:
  enum class Next : std::uint8_t { go_on, part };

  // What the form of an answer depends on, kept while the handler owns the request.
  struct Asked {
    std::string what;  // "GET /path", for the log
    bool head_only;
    bool keep_alive;
    bool chunked_allowed;
  };
  enum class Reading : std::uint8_t { complete, refused, too_slow, over };

  [[nodiscard]] Task<Next> serve_one();
  [[nodiscard]] Task<Reading> read_request(HttpRequestParser& parser);
  [[nodiscard]] Task<Next> refuse(HttpResponse response);
  [[nodiscard]] Task<HttpResponse> answer(HttpRequest request, std::string what);
  [[nodiscard]] Task<Next> respond(HttpResponse response, Asked asked);
  [[nodiscard]] Task<Next> send_whole(HttpResponse response, HeadSettings head, bool with_body);
  [[nodiscard]] Task<Next> send_streamed(HttpResponse response, HeadSettings head, std::string what);
  [[nodiscard]] Task<> part();

  [[nodiscard]] Task<Written> write(std::string_view data) override;
  [[nodiscard]] bool gone() const override { return left_ || winding_down_ || input_ended_; }
  void on_gone(std::function<void()> call) override;

  [[nodiscard]] Task<Written> send(std::string_view data);
  void wait_for_client();
  [[nodiscard]] Instant deadline_of(HttpRequestParser::Phase phase);
  void consume(HttpRequestParser& parser);
  void note_end(std::string_view why);
  void tell_gone();
  void report_bug(const std::string& request, std::string_view what);

  const HttpShared& shared_;
  ByteStreamPtr stream_;
  Wakeup arrived_;  // the server waits for input
  Wakeup drained_;  // the pump waits for room
  std::string input_;
  std::shared_ptr<std::function<void()>> on_gone_;  // ends with its stream
  std::optional<Instant> waiting_since_;
  Instant phase_began_;
  HttpRequestParser::Phase phase_ = HttpRequestParser::Phase::idle;
  bool input_ended_ = false;
  bool left_ = false;  // nobody reads our answer any more
  bool winding_down_ = false;
  bool parting_ = false;  // what still arrives is thrown away
  bool closed_ = false;
  bool chunked_ = false;  // the form of the present streamed answer
};

}  // namespace herald::runtime
