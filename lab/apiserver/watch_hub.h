// Who watches what, and what each of them is still to be sent. An event is written as text once for each form
// in which somebody wants it, and shared from there.
//
// A watcher that does not read keeps events here up to a limit; past it, its watch ends, and it comes back by
// listing anew. That is what real servers do, and why one slow client costs the others nothing.
#pragma once

#include "lab/apiserver/selectors.h"
#include "lab/apiserver/table.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace herald::apiserver {

using EventText = std::shared_ptr<const std::string>;

struct WatchSpec {
  std::string resource;  // the full name
  std::string version;
  std::string name_space;  // empty: all
  Selection selection;
  bool table = false;
  RowObject include = RowObject::metadata;
  bool bookmarks = false;
};

// One client's side of a watch.
class Watch {
 public:
  explicit Watch(WatchSpec spec) : spec_(std::move(spec)) {}

  [[nodiscard]] const WatchSpec& spec() const { return spec_; }
  // Everything that has come since the last call, joined.
  [[nodiscard]] std::string take();
  [[nodiscard]] bool has_events() const { return !queue_.empty(); }
  // Nothing more will come; what take() has is still to be sent.
  [[nodiscard]] bool ended() const { return ended_; }

  void push(EventText event);
  void end();
  // Called whenever there is something to do.
  void on_change(std::function<void()> call) { wake_ = std::move(call); }

  // Of tables: only the first event carries the columns.
  [[nodiscard]] bool columns_sent() const { return columns_sent_; }
  void note_columns_sent() { columns_sent_ = true; }
  // A fault: events are lost on the way to this client from now on.
  void mute() { muted_ = true; }

 private:
  WatchSpec spec_;
  std::deque<EventText> queue_;
  std::size_t queued_bytes_ = 0;
  bool ended_ = false;
  bool columns_sent_ = false;
  bool muted_ = false;
  std::function<void()> wake_;
};

class WatchHub {
 public:
  void add(const std::shared_ptr<Watch>& watch) { watches_[watch->spec().resource].push_back(watch); }
  void publish(const Store::Change& change, const Resource& resource, UnixSeconds now);

  // Every watch that is open, of all resources.
  [[nodiscard]] std::vector<std::shared_ptr<Watch>> open() const;

 private:
  std::map<std::string, std::vector<std::weak_ptr<Watch>>, std::less<>> watches_;
};

// Texts of single events, each with its newline.
[[nodiscard]] std::string event_text(std::string_view type, const Store::Object& object,
                                     const Resource& resource, const WatchSpec& spec, bool columns,
                                     UnixSeconds now);
[[nodiscard]] std::string bookmark_text(const Resource& resource, const WatchSpec& spec,
                                        kube::Version version, bool initial_events_end);
[[nodiscard]] std::string error_text(const json::object& status);

}  // namespace herald::apiserver
