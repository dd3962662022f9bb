#include "kube/api_client_exchange.h"

#include "kube/api_client_gzip.h"
#include "kube/api_client_parser.h"
#include "kube/decode_list.h"
#include "runtime/time_text.h"

#include <charconv>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace herald::kube {
namespace {

using runtime::Task;

constexpr std::size_t kReadBytes = 16 << 10;
constexpr Duration kLongestRetryAfter = std::chrono::hours(1);

ApiFailure unknown(std::string what) {
  return {.reach = ApiFailure::Reach::unknown, .what = std::move(what)};
}

// Seconds only: Kubernetes sends no dates, and ours would need the server's clock.
std::optional<Duration> read_retry_after(const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  if (seconds > std::chrono::seconds(std::chrono::hours(1)).count()) return kLongestRetryAfter;
  return std::chrono::seconds(seconds);
}

// Where the body of the present answer goes, and what is wrong with it.
class Intake {
 public:
  explicit Intake(const BodyReceiver* receiver) : receiver_(receiver) {}

  void begin(const ResponseHead& head) {
    streamed_ = receiver_ != nullptr && head.status == 200;
    if (!head.content_encoding.empty() && head.content_encoding != "identity") {
      if (head.content_encoding == "gzip") {
        inflater_.emplace(streamed_ ? kMostStreamedBytes : kMaxObjectBytes);
      } else {
        problem_ = "the answer is encoded as \"" + head.content_encoding.substr(0, 40) + "\"";
      }
    }
    if (streamed_ && problem_.empty()) receiver_->opened();
  }

  void take(std::string_view piece) {
    if (!problem_.empty()) return;
    if (!inflater_) return keep(piece);
    auto inflated = inflater_->feed(piece, [this](std::string_view text) { keep(text); });
    if (!inflated) problem_ = std::move(inflated).error();
  }

  void end() {
    if (problem_.empty() && inflater_ && !inflater_->complete())
      problem_ = "the compressed answer is cut short";
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool streamed() const { return streamed_; }
  [[nodiscard]] std::string take_body() { return std::move(body_); }

 private:
  void keep(std::string_view piece) {
    if (!problem_.empty()) return;
    if (streamed_) {
      if (receiver_->piece(piece) == Appetite::enough) problem_ = "what came is of no use";
    } else if (body_.size() + piece.size() > kMaxObjectBytes) {
      problem_ = "the answer is longer than any object";
    } else {
      body_ += piece;
    }
  }

  const BodyReceiver* receiver_;
  bool streamed_ = false;
  std::optional<Inflater> inflater_;
  std::string body_;
  std::string problem_;
};

class Exchange {
 public:
  Exchange(runtime::ByteStream& stream, ApiDeadlines deadlines, const BodyReceiver* receiver)
      : stream_(stream), deadlines_(deadlines), intake_(receiver), read_(kReadBytes) {}

  Task<Exchanged> run(std::string message) {
    auto written = co_await stream_.write_all(message, deadlines_.head);
    Exchanged exchanged{.result = ApiAnswer{}};
    if (!written) {
      exchanged.result = fail(unknown("sending failed: " + written.error().what));
      co_return exchanged;
    }
    while (going_on())
      co_await read_more();
    exchanged.result = outcome();
    exchanged.answered = parser_.started();
    // Bytes behind an answer that nobody asked for belong to nothing we could read.
    exchanged.reusable =
        exchanged.result.has_value() && parser_.head().keep_alive && input_.empty() && !ended_;
    co_return exchanged;
  }

 private:
  using Phase = ResponseParser::Phase;

  [[nodiscard]] bool going_on() const {
    return parser_.phase() < Phase::complete && problem_.empty() && intake_.problem().empty();
  }

  Task<> read_more() {
    const Instant deadline = parser_.phase() == Phase::head ? deadlines_.head : deadlines_.body;
    const auto got = co_await stream_.read_some(std::span<char>(read_), deadline);
    if (!got) {
      problem_ = got.error().what;
      co_return;
    }
    if (*got == 0) {
      ended_ = true;
      parser_.end_of_input();
      co_return;
    }
    // Usually nothing is left from before, and nothing needs to be copied.
    if (input_.empty()) {
      consume({read_.data(), *got});
    } else {
      input_.append(read_.data(), *got);
      const std::string whole = std::exchange(input_, {});
      consume(whole);
    }
  }

  void consume(std::string_view data) {
    while (!data.empty() && going_on()) {
      const Phase before = parser_.phase();
      const std::size_t used = parser_.feed(data);
      data.remove_prefix(used);
      if (before == Phase::head && parser_.phase() != Phase::head) begin_body();
      if (used == 0) break;
    }
    input_.assign(data);
    if (input_.size() > std::size_t{2} * ResponseParser::kMostHeadBytes)
      problem_ = "the head of the answer does not end";
  }

  void begin_body() {
    if (parser_.phase() == Phase::failed) return;
    intake_.begin(parser_.head());
    parser_.take_body([this](std::string_view piece) { intake_.take(piece); });
  }

  ApiResult outcome() {
    if (parser_.phase() == Phase::complete) intake_.end();
    if (!intake_.problem().empty()) return fail(unknown(intake_.problem()));
    if (!problem_.empty()) return fail(unknown(problem_));
    if (parser_.phase() == Phase::failed) return fail(unknown(parser_.failure()));
    ApiAnswer answer;
    answer.status = parser_.head().status;
    answer.retry_after = read_retry_after(parser_.head().retry_after);
    answer.body = intake_.take_body();
    answer.date = runtime::parse_http_date(parser_.head().date);
    return answer;
  }

  runtime::ByteStream& stream_;
  ApiDeadlines deadlines_;
  Intake intake_;
  ResponseParser parser_{kMostStreamedBytes};
  std::vector<char> read_;
  std::string input_;
  std::string problem_;
  bool ended_ = false;
};

}  // namespace

Task<Exchanged> exchange(runtime::ByteStream& stream, std::string message, ApiDeadlines deadlines,
                         const BodyReceiver* receiver) {
  const auto running = std::make_unique<Exchange>(stream, deadlines, receiver);
  co_return co_await running->run(std::move(message));
}

}  // namespace herald::kube
