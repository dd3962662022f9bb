// List, then watch, then resume or list again: how one kind of object is followed for ever. A Machine (see
// core/base/machine.h) that knows objects by key only; the shell decodes them, asks the API server what the
// effects say, and carries handles to whatever holds the objects.
// It promises: every object that exists is upserted; every object that ceased to exist while nobody looked is
// deleted at the end of the next full list; no object is ever taken for deleted because it could not be read.
// Every request has an attempt number; what a request says after it was given up is ignored.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/sorted_map.h"
#include "core/base/strong.h"
#include "core/base/time.h"
#include "core/model/compact_key.h"
#include "kube/objects.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::kube {

// Whatever the shell finds the decoded object by; good until the effects of one step have been carried out.
using ObjectHandle = Strong<struct ObjectHandleTag, std::size_t>;
using Attempt = std::uint64_t;

struct WatchLimits {
  std::int32_t page_size = 500;
  Duration shortest_watch = std::chrono::minutes(5);
  Duration longest_watch = std::chrono::minutes(10);
  // A watch that outlives its own timeout by this much is dead: its end got lost on the way.
  Duration margin = std::chrono::seconds(10);
  // A server that has sent bookmarks goes on sending them, about each minute: two and a half of its periods
  // without a word and the connection is taken for dead (half-open: the other side is gone and nobody said
  // so). A period is never believed to be shorter than this.
  Duration least_bookmark_period = std::chrono::seconds(30);
  // A watch that lasted this long was a success, though it brought nothing.
  Duration healthy_watch = std::chrono::seconds(5);
  Backoff::Limits backoff{.first = std::chrono::milliseconds(500), .cap = std::chrono::seconds(30)};
  // No server may silence us for longer.
  Duration longest_retry_after = std::chrono::minutes(2);
};

// How a request went wrong.
struct RequestFailure {
  int code = 0;  // HTTP, or the code of a Status inside a watch; 0: no answer, connection lost, out of time
  std::optional<Duration> retry_after;
};

namespace watch {

// Events. An object without handle is one that could not be decoded, but whose key is known.
struct Seen {
  Key key;
  std::optional<ObjectHandle> object;
};
struct Start {};
struct Listed {  // items of the page being read: as many of these as it takes
  Attempt attempt;
  std::vector<Seen> items;
  std::size_t unreadable = 0;  // items of which not even the key is known
};
struct PageEnd {
  Attempt attempt;
  std::string resource_version;
  std::string continue_token;
};
struct Opened {  // the server accepted the watch
  Attempt attempt;
};
struct Changed {
  Attempt attempt;
  bool deleted = false;
  Seen seen;
  std::string resource_version;
};
struct Bookmark {
  Attempt attempt;
  std::string resource_version;
};
struct Ended {  // the server ended the stream, or the connection broke
  Attempt attempt;
};
struct Failed {  // a list or a watch was refused or got no answer; or ERROR came inside a stream
  Attempt attempt;
  RequestFailure failure;
};
struct Tick {};
struct Stop {};

// Effects.
struct StartList {
  Attempt attempt;
  std::int32_t limit;          // 0: everything in one answer
  std::string continue_token;  // empty: from the beginning
};
struct StartWatch {  // with allowWatchBookmarks
  Attempt attempt;
  std::string resource_version;
  std::chrono::seconds timeout;
};
struct Upsert {
  Key key;
  ObjectHandle object;
};
struct Delete {
  Key key;
};
struct Synced {};  // once: everything that existed has been told
struct Close {     // forget the request of this attempt
  Attempt attempt;
  bool silent = false;  // because it has not been heard of for too long
};

}  // namespace watch

class WatchMachine {
 public:
  using Event = std::variant<watch::Start, watch::Listed, watch::PageEnd, watch::Opened, watch::Changed,
                             watch::Bookmark, watch::Ended, watch::Failed, watch::Tick, watch::Stop>;
  using Effect = std::variant<watch::StartList, watch::StartWatch, watch::Upsert, watch::Delete,
                              watch::Synced, watch::Close>;
  using Effects = std::vector<Effect>;

  enum class State : std::uint8_t { idle, listing, list_wait, opening, watching, watch_wait, stopped };
  static constexpr std::size_t kStates = 7;

  WatchMachine(const WatchLimits& limits, std::uint64_t seed);

  Effects step(Instant now, Event event);
  [[nodiscard]] Instant next_deadline() const { return deadline_; }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool synced() const { return synced_; }
  [[nodiscard]] const std::string& resource_version() const { return resource_version_; }

 private:
  // One for each event; `effects_` collects.
  void on(Instant now, const watch::Start& event);
  void on(Instant now, const watch::Listed& event);
  void on(Instant now, const watch::PageEnd& event);
  void on(Instant now, const watch::Opened& event);
  void on(Instant now, const watch::Changed& event);
  void on(Instant now, const watch::Bookmark& event);
  void on(Instant now, const watch::Ended& event);
  void on(Instant now, const watch::Failed& event);
  void on(Instant now, const watch::Tick& event);
  void on(Instant now, const watch::Stop& event);

  [[nodiscard]] bool current(State state, Attempt attempt) const {
    return state_ == state && attempt == attempt_;
  }
  [[nodiscard]] bool in_watch(Attempt attempt) const;
  void list_from_start();
  void list_page();
  void open_watch();
  void finish_list();
  void list_failed(Instant now, const RequestFailure& failure);
  void watch_failed(Instant now, const RequestFailure& failure);
  void expect_a_sign(Instant now);
  void note_bookmark(Instant now);
  void note_progress();
  void note_lifetime(Instant now);
  Duration pause_before_watch(const RequestFailure& failure);
  Duration obey(Duration own, const RequestFailure& failure) const;
  void list_later(Instant now, Duration pause);
  void wait(State state, Instant until);

  WatchLimits limits_;
  Random random_;
  State state_ = State::idle;
  Instant deadline_ = kNever;
  Attempt attempt_ = 0;
  Effects effects_;

  // And in which list, or watch after it, it was last seen.
  SortedMap<model::CompactKey, std::uint32_t> known_;
  std::uint32_t round_ = 0;     // counts lists from the beginning
  std::size_t unreadable_ = 0;  // in this round
  bool synced_ = false;

  std::string continue_token_;
  int expired_pages_ = 0;  // in a row: then the list is asked for in one piece
  std::string resource_version_;
  Duration watch_timeout_{};
  Instant opened_{};
  std::optional<Instant> bookmarked_;  // the last one of this watch
  Duration bookmark_period_{};  // the longest between two of them; zero: the server has yet to prove it
  Backoff list_backoff_;
  Backoff watch_backoff_;
  bool fresh_ = true;  // the watch made progress since it last failed
};

}  // namespace herald::kube
