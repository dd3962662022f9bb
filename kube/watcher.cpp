#include "kube/watcher.h"

#include "kube/decode_list.h"
#include "kube/decode_watch.h"
#include "kube/watcher_machine.h"
#include "runtime/driver.h"
#include "runtime/log_events.h"
#include "runtime/mailbox.h"
#include "runtime/task_group.h"

#include <optional>
#include <string>
#include <utility>

namespace herald::kube {
namespace {

namespace events = runtime::events;
using runtime::Task;

constexpr int kExpired = 410;

std::string_view why(int code) {
  if (code == kExpired) return "expired";
  if (code == 0) return "disconnected";
  return "refused";
}

}  // namespace

class WatcherCore::Body {
 public:
  Body(const runtime::Executor& executor, ApiEndpoint& endpoint, WatcherSettings settings,
       WatchListener listener, NewBatch new_batch)
      : endpoint_(endpoint),
        settings_(std::move(settings)),
        listener_(std::move(listener)),
        new_batch_(std::move(new_batch)),
        client_(executor, endpoint, 1),
        requests_(executor, endpoint.clock(), endpoint.logger()),
        mailbox_(executor, endpoint.clock()),
        machine_(settings_.limits, settings_.seed) {}

  Task<> run() {
    tell(watch::Start{});
    co_await runtime::drive(runtime::DriverParts<RefreshingWatch>{
        .machine = machine_,
        .clock = endpoint_.clock(),
        .mailbox = mailbox_,
        .tick = [] { return RefreshingWatch::Event{.what = WatchMachine::Event(watch::Tick{})}; },
        .perform = [this](RefreshingWatch::Effects effects) { perform(std::move(effects)); }});
    requests_.cancel();
    co_await requests_.leave();
  }

  void refresh(std::uint64_t ticket) { mailbox_.push({.what = RefreshingWatch::Refresh{ticket}}); }

  void close() {
    closed_ = true;
    under_way_ = 0;
    mailbox_.close();
    requests_.cancel();
  }

  [[nodiscard]] const WatchMachine& machine() const { return machine_.machine(); }

 private:
  [[nodiscard]] std::string_view resource() const { return settings_.scope.resource.plural; }

  void tell(WatchMachine::Event event, std::unique_ptr<ObjectBatch> objects = nullptr) {
    mailbox_.push({.what = std::move(event), .objects = std::move(objects)});
  }

  void perform(RefreshingWatch::Effects effects) {
    if (closed_) return;
    for (WatchMachine::Effect& effect : effects.effects)
      std::visit([&](const auto& each) { perform(each, effects.objects.get()); }, effect);
    if (!effects.synced) return;
    endpoint_.logger().log(events::kWatchSynced, {{"resource", resource()}, {"ticket", *effects.synced}});
    listener_.synced(*effects.synced);
  }

  // There is at most one request: whatever is still under way has been given up.
  void perform(const watch::StartList& start, ObjectBatch* /*objects*/) {
    requests_.cancel();
    under_way_ = start.attempt;
    requests_.spawn("list", list(start));
  }
  void perform(const watch::StartWatch& start, ObjectBatch* /*objects*/) {
    requests_.cancel();
    under_way_ = start.attempt;
    requests_.spawn("watch", watch(start));
  }
  void perform(const watch::Close& close, ObjectBatch* /*objects*/) {
    if (close.silent) {
      endpoint_.logger().log(events::kWatchSilent, {{"resource", resource()}});
      if (listener_.restarted) listener_.restarted(resource(), "silent");
    }
    under_way_ = 0;
    requests_.cancel();
  }
  void perform(const watch::Upsert& upsert, ObjectBatch* objects) const { objects->pass_on(upsert.object); }
  void perform(const watch::Delete& removed, ObjectBatch* /*objects*/) const {
    listener_.removed(removed.key);
  }
  void perform(const watch::Synced& /*synced*/, ObjectBatch* /*objects*/) const {}

  // ---- one object

  // Its key at least, or nothing when even that is unreadable.
  std::optional<watch::Seen> see(std::string_view json, ObjectBatch& batch, std::string& version) {
    auto meta = batch.add(json, scratch_);
    if (meta) {
      version = meta->resource_version;
      return watch::Seen{.key = meta->key, .object = ObjectHandle(batch.size() - 1)};
    }
    const auto salvaged = salvage_meta(json, scratch_);
    note_skipped(salvaged ? salvaged->key.to_string() : "(unknown)", to_string(meta.error()));
    if (!salvaged) return std::nullopt;
    version = salvaged->resource_version;
    return watch::Seen{.key = salvaged->key, .object = std::nullopt};
  }

  void note_skipped(const std::string& object, const std::string& what) {
    endpoint_.logger().log(events::kObjectSkipped,
                           {{"resource", resource()}, {"object", object}, {"what", what}});
    if (listener_.skipped) listener_.skipped(resource());
  }

  // ---- failures

  void fail_attempt(Attempt attempt, RequestFailure failure, const std::string& what) {
    if (attempt != under_way_) return;  // given up: how it ended is no news
    endpoint_.logger().log(events::kWatchInterrupted,
                           {{"resource", resource()}, {"code", failure.code}, {"what", what}});
    if (listener_.restarted) listener_.restarted(resource(), why(failure.code));
    tell(watch::Failed{attempt, failure});
  }

  void fail_attempt(Attempt attempt, const ApiResult& result) {
    if (!result) return fail_attempt(attempt, {}, result.error().what);
    fail_attempt(attempt, {.code = result->status, .retry_after = result->retry_after},
                 explain_refusal(*result));
  }

  // ---- list

  struct Listing {
    Attempt attempt;
    ListCutter cutter;
    std::size_t oversized = 0;  // told already
  };

  Appetite take_page(Listing& listing, std::string_view piece) {
    watch::Listed listed{.attempt = listing.attempt, .items = {}};
    auto batch = new_batch_();
    while (const auto item = listing.cutter.next(piece)) {
      std::string version;
      if (auto seen = see(*item, *batch, version)) {
        listed.items.push_back(std::move(*seen));
      } else {
        ++listed.unreadable;
      }
    }
    for (; listing.oversized < listing.cutter.oversized(); ++listing.oversized) {
      note_skipped("(unknown)", "longer than any object may be");
      ++listed.unreadable;
    }
    if (!listed.items.empty() || listed.unreadable > 0) tell(std::move(listed), std::move(batch));
    return listing.cutter.malformed() ? Appetite::enough : Appetite::more;
  }

  Task<> list(watch::StartList start) {
    Listing listing{.attempt = start.attempt, .cutter = ListCutter()};
    const ApiRequest request{.verb = "list",
                             .resource = resource(),
                             .method = "GET",
                             .target = list_target(settings_.scope, start.limit, start.continue_token),
                             .compressed = true};
    const Instant deadline = endpoint_.clock().now() + settings_.times.list;
    BodyReceiver receiver{.opened = [] {},
                          .piece = [&](std::string_view piece) { return take_page(listing, piece); }};
    const ApiResult result = co_await client_.stream(request, {deadline, deadline}, std::move(receiver));
    if (!result || result->status != 200) {
      fail_attempt(start.attempt, result);
      co_return;
    }
    if (!listing.cutter.complete()) {
      fail_attempt(start.attempt, {}, "the list is cut short or no list at all");
      co_return;
    }
    auto envelope = decode_list_envelope(listing.cutter.envelope(), scratch_);
    if (!envelope) {
      fail_attempt(start.attempt, {}, "not a list: " + to_string(envelope.error()));
      co_return;
    }
    tell(watch::PageEnd{.attempt = start.attempt,
                        .resource_version = std::move(envelope->resource_version),
                        .continue_token = std::move(envelope->continue_token)});
  }

  // ---- watch

  struct Watching {
    Attempt attempt;
    LineCutter cutter;
    bool failed = false;  // an ERROR came, or something that we can only answer with a new list
  };

  Appetite take_lines(Watching& watching, std::string_view piece) {
    while (const auto line = watching.cutter.next(piece)) {
      take_line(watching, *line);
      if (watching.failed) return Appetite::enough;
    }
    if (watching.cutter.oversized() > 0 || watching.cutter.skipping())
      lose_track(watching, "an event is longer than any object may be");
    return watching.failed ? Appetite::enough : Appetite::more;
  }

  // Something happened, and we do not know to which object: only a list can tell.
  void lose_track(Watching& watching, const std::string& what) {
    watching.failed = true;
    note_skipped("(unknown)", what);
    fail_attempt(watching.attempt, {.code = kExpired, .retry_after = {}}, what);
  }

  void take_line(Watching& watching, std::string_view line) {
    const auto frame = split_watch_event(line);
    if (!frame) return lose_track(watching, "an event cannot be read: " + to_string(frame.error()));
    if (frame->type == WatchEventType::error) return take_error(watching, frame->object);
    if (frame->type == WatchEventType::bookmark) {
      auto version = decode_resource_version(frame->object, scratch_);
      if (version) tell(watch::Bookmark{watching.attempt, *std::move(version)});
      return;
    }
    auto batch = new_batch_();
    std::string version;
    auto seen = see(frame->object, *batch, version);
    if (!seen) return lose_track(watching, "an event of an object without a name");
    tell(watch::Changed{.attempt = watching.attempt,
                        .deleted = frame->type == WatchEventType::deleted,
                        .seen = *std::move(seen),
                        .resource_version = std::move(version)},
         std::move(batch));
  }

  void take_error(Watching& watching, std::string_view object) {
    watching.failed = true;
    RequestFailure failure;
    std::string what = "an error that cannot be read";
    if (const auto status = decode_status(object, scratch_)) {
      failure.code = status->code;
      if (status->retry_after_seconds)
        failure.retry_after = std::chrono::seconds(*status->retry_after_seconds);
      what = status->message;
    }
    fail_attempt(watching.attempt, failure, what);
  }

  Task<> watch(watch::StartWatch start) {
    Watching watching{.attempt = start.attempt, .cutter = LineCutter()};
    const ApiRequest request{.verb = "watch",
                             .resource = resource(),
                             .method = "GET",
                             .target = watch_target(settings_.scope, start.resource_version, start.timeout)};
    // The body's time is the machine's business: it closes a watch that outlives its own timeout.
    const ApiDeadlines deadlines{.head = endpoint_.clock().now() + settings_.times.open};
    BodyReceiver receiver{.opened = [&] { tell(watch::Opened{watching.attempt}); },
                          .piece = [&](std::string_view piece) { return take_lines(watching, piece); }};
    const ApiResult result = co_await client_.stream(request, deadlines, std::move(receiver));
    if (watching.failed) co_return;
    if (result && result->status == 200) {
      tell(watch::Ended{start.attempt});
    } else {
      fail_attempt(start.attempt, result);
    }
  }

  ApiEndpoint& endpoint_;
  WatcherSettings settings_;
  WatchListener listener_;
  NewBatch new_batch_;
  ApiClient client_;
  runtime::TaskGroup requests_;
  runtime::Mailbox<RefreshingWatch::Event> mailbox_;
  RefreshingWatch machine_;
  Scratch scratch_;
  Attempt under_way_ = 0;
  bool closed_ = false;
};

WatcherCore::WatcherCore(const runtime::Executor& executor, ApiEndpoint& endpoint, WatcherSettings settings,
                         WatchListener listener, NewBatch new_batch)
    : body_(std::make_unique<Body>(executor, endpoint, std::move(settings), std::move(listener),
                                   std::move(new_batch))) {}

WatcherCore::~WatcherCore() = default;

Task<> WatcherCore::run() {
  return body_->run();
}

void WatcherCore::refresh(std::uint64_t ticket) {
  body_->refresh(ticket);
}

void WatcherCore::close() {
  body_->close();
}

WatchMachine::State WatcherCore::state() const {
  return body_->machine().state();
}

bool WatcherCore::synced() const {
  return body_->machine().synced();
}

}  // namespace herald::kube
