#include "lab/apiserver/http_door.h"

#include "runtime/wakeup.h"

#include <algorithm>
#include <utility>

namespace herald::apiserver {

using runtime::BodyWriter;
using runtime::HttpRequest;
using runtime::HttpResponse;
using runtime::Task;
using runtime::Woken;
using runtime::Written;

namespace {

constexpr Duration kBookmarkPeriod = std::chrono::seconds(60);

std::string header(const HttpRequest& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(std::string_view()));
}

const Fault* find_fault(const std::vector<Fault>& faults, FaultKind kind) {
  const auto found =
      std::find_if(faults.begin(), faults.end(), [&](const Fault& one) { return one.kind == kind; });
  return found == faults.end() ? nullptr : &*found;
}

Duration milliseconds_of(const Fault* fault) {
  return fault == nullptr ? Duration::zero() : std::chrono::milliseconds(fault->milliseconds);
}

}  // namespace

// What a streamed answer needs, kept alive by it.
struct HttpDoor::Stream {
  Stream(HttpDoor& door, Reply given)
      : api(door.api_), clock(door.clock_), reply(std::move(given)), wakeup(door.executor_, door.clock_) {}

  Api& api;
  const runtime::Clock& clock;
  Reply reply;
  runtime::Wakeup wakeup;
};

Task<HttpResponse> HttpDoor::answer(HttpRequest request) {
  Request asked{.method = std::move(request.method),
                .target = std::move(request.target),
                .accept = header(request, "Accept"),
                .content_type = header(request, "Content-Type"),
                .authorization = header(request, "Authorization"),
                .user_agent = header(request, "User-Agent"),
                .body = std::move(request.body)};
  Reply reply = api_.handle(asked, runtime::unix_seconds(clock_.wall_now()));
  const Duration delay = milliseconds_of(find_fault(reply.faults, FaultKind::latency));
  if (delay > Duration::zero()) {
    runtime::Wakeup wakeup(executor_, clock_);
    static_cast<void>(co_await wakeup.sleep_until(clock_.now() + delay));
  }
  co_return response_of(std::move(reply));
}

HttpResponse HttpDoor::response_of(Reply reply) {
  HttpResponse response;
  response.status = reply.code;
  response.headers.add("Content-Type", reply.content_type);
  response.headers.add("Cache-Control", "no-cache, private");
  for (auto& [name, value] : reply.headers)
    response.headers.add(name, value);
  const bool slow = find_fault(reply.faults, FaultKind::trickle) != nullptr;
  if (reply.watch == nullptr && !slow) {
    response.body = std::move(reply.body);
    return response;
  }
  const bool watch = reply.watch != nullptr;
  auto stream = std::make_shared<Stream>(*this, std::move(reply));
  response.stream = [stream = std::move(stream), watch](BodyWriter& writer) {
    return watch ? stream_watch(stream, writer) : trickle(stream, writer);
  };
  return response;
}

Task<> HttpDoor::stream_watch(std::shared_ptr<Stream> stream, BodyWriter& writer) {
  Watch& watch = *stream->reply.watch;
  runtime::Wakeup& wakeup = stream->wakeup;
  watch.on_change([&wakeup] { wakeup.ring(); });
  writer.on_gone([&wakeup] { wakeup.ring(); });
  const Instant begin = stream->clock.now();
  const Instant end = begin + stream->reply.watch_for;
  const Fault* drop = find_fault(stream->reply.faults, FaultKind::drop_watch);
  const Fault* mute = find_fault(stream->reply.faults, FaultKind::mute_watch);
  const Instant strike =
      drop != nullptr || mute != nullptr ? begin + milliseconds_of(drop != nullptr ? drop : mute) : kNever;
  Instant bookmark = begin + kBookmarkPeriod;
  bool muted = false;
  std::string text = std::move(stream->reply.body);
  while (!writer.gone()) {
    if (watch.has_events()) text += watch.take();
    if (!text.empty() && !muted && co_await writer.write(text) == Written::gone) break;
    text.clear();
    if (watch.has_events()) continue;
    if (watch.ended()) break;
    const Instant wake = muted ? kNever : std::min({end, bookmark, strike});
    if (co_await wakeup.sleep_until(wake) == Woken::cancelled) break;
    const Instant now = stream->clock.now();
    if (now >= strike && drop != nullptr) {
      text = R"({"type":"MODIFIED","obj)";  // in the middle of an event, as when a server dies
      static_cast<void>(co_await writer.write(text));
      break;
    }
    if (now >= strike) muted = true;
    if (now >= bookmark || now >= end) text += stream->api.bookmark(watch);
    if (now >= bookmark) bookmark = now + kBookmarkPeriod;
    if (now < end || muted) continue;
    if (!text.empty()) static_cast<void>(co_await writer.write(text));
    break;
  }
  watch.on_change(nullptr);
  watch.end();
}

Task<> HttpDoor::trickle(std::shared_ptr<Stream> stream, BodyWriter& writer) {
  const Fault* fault = find_fault(stream->reply.faults, FaultKind::trickle);
  const auto rate = static_cast<std::size_t>(fault->bytes_per_second);
  constexpr std::size_t kPiecesASecond = 10;
  const std::size_t piece = std::max<std::size_t>(1, rate / kPiecesASecond);
  std::string_view rest = stream->reply.body;
  while (!rest.empty() && !writer.gone()) {
    if (co_await writer.write(rest.substr(0, piece)) == Written::gone) co_return;
    rest.remove_prefix(std::min(piece, rest.size()));
    const Instant next = stream->clock.now() + std::chrono::seconds(1) / kPiecesASecond;
    if (co_await stream->wakeup.sleep_until(next) == Woken::cancelled) co_return;
  }
}

}  // namespace herald::apiserver
