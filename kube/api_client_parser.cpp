#include "kube/api_client_parser.h"

#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional/optional.hpp>

namespace herald::kube {
namespace http = boost::beast::http;
namespace {

using Taker = std::function<void(std::string_view)>;

// A body that is handed on, and kept nowhere.
struct HandedOn {
  struct value_type {
    Taker taker;
  };

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(http::header<is_request, Fields>& /*header*/, value_type& value) : value_(value) {}

    void init(const boost::optional<std::uint64_t>& /*length*/, boost::beast::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      std::size_t taken = 0;
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != boost::asio::buffer_sequence_end(buffers); ++at) {
        const boost::asio::const_buffer buffer(*at);
        if (value_.taker) value_.taker({static_cast<const char*>(buffer.data()), buffer.size()});
        taken += buffer.size();
      }
      return taken;
    }

    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& value_;
  };
};

using Parser = http::response_parser<HandedOn>;

constexpr int kMostInterimAnswers = 8;

}  // namespace

struct ResponseParser::State {
  explicit State(std::uint64_t most) : most_body_bytes(most) { renew(); }

  void renew() {
    parser.emplace();
    parser->header_limit(kMostHeadBytes);
    parser->body_limit(most_body_bytes);
  }

  void fail(std::string why) {
    phase = Phase::failed;
    failure = std::move(why);
  }

  std::string field(http::field name) const {
    const auto value = parser->get()[name];
    return {value.data(), value.size()};
  }

  void note_head() {
    const int status = static_cast<int>(parser->get().result_int());
    if (status >= 100 && status < 200) {
      if (status == 101 || ++interim > kMostInterimAnswers)
        return fail("an interim answer that nobody asked for");
      return renew();
    }
    head = {.status = status,
            .keep_alive = parser->keep_alive(),
            .content_encoding = field(http::field::content_encoding),
            .retry_after = field(http::field::retry_after),
            .date = field(http::field::date)};
    phase = parser->is_done() ? Phase::complete : Phase::body;
    parser->eager(true);
  }

  // One step: the head, or as much of the body as is there.
  std::size_t advance(std::string_view data) {
    boost::beast::error_code error;
    const bool in_head = phase == Phase::head;
    const std::size_t used = parser->put(boost::asio::buffer(data.data(), data.size()), error);
    if (error && error != http::error::need_more) {
      fail("not a valid HTTP answer: " + error.message());
      return used;
    }
    if (in_head && parser->is_header_done()) {
      note_head();
    } else if (phase == Phase::body && parser->is_done()) {
      phase = Phase::complete;
    }
    return used;
  }

  std::uint64_t most_body_bytes;
  std::optional<Parser> parser;
  Phase phase = Phase::head;
  ResponseHead head;
  std::string failure;
  int interim = 0;
  bool started = false;
};

ResponseParser::ResponseParser(std::uint64_t most_body_bytes)
    : state_(std::make_unique<State>(most_body_bytes)) {}

ResponseParser::~ResponseParser() = default;

std::size_t ResponseParser::feed(std::string_view data) {
  state_->started = state_->started || !data.empty();
  const Phase before = state_->phase;
  std::size_t used = 0;
  while (used < data.size() && state_->phase == before && before < Phase::complete) {
    const std::size_t more = state_->advance(data.substr(used));
    used += more;
    if (more == 0) break;
  }
  return used;
}

void ResponseParser::end_of_input() {
  if (state_->phase >= Phase::complete) return;
  if (state_->phase == Phase::head) return state_->fail("the connection ended before an answer came");
  boost::beast::error_code error;
  state_->parser->put_eof(error);
  if (error) return state_->fail("the answer is cut short");
  state_->phase = Phase::complete;
}

void ResponseParser::take_body(std::function<void(std::string_view)> taker) {
  state_->parser->get().body().taker = std::move(taker);
}

ResponseParser::Phase ResponseParser::phase() const {
  return state_->phase;
}

const ResponseHead& ResponseParser::head() const {
  return state_->head;
}

const std::string& ResponseParser::failure() const {
  return state_->failure;
}

bool ResponseParser::started() const {
  return state_->started;
}

}  // namespace herald::kube
