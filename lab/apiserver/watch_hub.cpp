#include "lab/apiserver/watch_hub.h"

#include <tuple>

namespace herald::apiserver {
namespace {

constexpr std::size_t kMostQueuedBytes = std::size_t{64} << 20;

// What a change is to somebody who sees only what is selected.
std::string_view seen_as(const Store::Change& change, const WatchSpec& spec) {
  const bool was = change.before != nullptr && spec.selection.matches(*change.before);
  const bool is = change.type != kube::ChangeType::deleted && spec.selection.matches(*change.after);
  if (was && is) return "MODIFIED";
  if (is) return "ADDED";
  if (was) return "DELETED";
  return {};
}

// The texts of one change, by the form in which they are wanted.
class Texts {
 public:
  Texts(const Store::Change& change, const Resource& resource, UnixSeconds now)
      : change_(change), resource_(resource), now_(now) {}

  EventText of(std::string_view type, const Watch& watch) {
    const WatchSpec& spec = watch.spec();
    const bool columns = spec.table && !watch.columns_sent();
    EventText& made = made_[{std::string(type), spec.version, spec.table, columns, spec.include}];
    if (made == nullptr) {
      made = std::make_shared<const std::string>(
          event_text(type, *change_.after, resource_, spec, columns, now_));
    }
    return made;
  }

 private:
  const Store::Change& change_;
  const Resource& resource_;
  UnixSeconds now_;
  std::map<std::tuple<std::string, std::string, bool, bool, RowObject>, EventText> made_;
};

}  // namespace

std::string Watch::take() {
  std::string all;
  all.reserve(queued_bytes_);
  for (const EventText& event : queue_)
    all += *event;
  queue_.clear();
  queued_bytes_ = 0;
  return all;
}

void Watch::push(EventText event) {
  if (ended_ || muted_) return;
  queued_bytes_ += event->size();
  queue_.push_back(std::move(event));
  if (queued_bytes_ > kMostQueuedBytes) {
    queue_.clear();
    queued_bytes_ = 0;
    ended_ = true;
  }
  if (wake_) wake_();
}

void Watch::end() {
  ended_ = true;
  if (wake_) wake_();
}

void WatchHub::publish(const Store::Change& change, const Resource& resource, UnixSeconds now) {
  const auto found = watches_.find(change.after->meta.key.resource);
  if (found == watches_.end()) return;
  Texts texts(change, resource, now);
  std::erase_if(found->second, [&](const std::weak_ptr<Watch>& weak) {
    const std::shared_ptr<Watch> watch = weak.lock();
    if (watch == nullptr || watch->ended()) return true;
    const std::string& name_space = watch->spec().name_space;
    if (!name_space.empty() && name_space != change.after->meta.key.name_space) return false;
    const std::string_view type = seen_as(change, watch->spec());
    if (type.empty()) return false;
    watch->push(texts.of(type, *watch));
    watch->note_columns_sent();
    return false;
  });
}

std::vector<std::shared_ptr<Watch>> WatchHub::open() const {
  std::vector<std::shared_ptr<Watch>> found;
  for (const auto& [resource, watches] : watches_) {
    for (const auto& weak : watches) {
      if (auto watch = weak.lock(); watch != nullptr && !watch->ended()) found.push_back(std::move(watch));
    }
  }
  return found;
}

std::string event_text(std::string_view type, const Store::Object& object, const Resource& resource,
                       const WatchSpec& spec, bool columns, UnixSeconds now) {
  std::string text = "{\"type\":\"" + std::string(type) + "\",\"object\":";
  if (spec.table) {
    const TableStyle style{resource, spec.version, spec.include, now};
    json::object table =
        table_document(std::to_string(object.meta.version),
                       columns ? column_definitions(style) : json::array(), {table_row(object, style)});
    text += json::serialize(table);
  } else {
    text += object_text(object, resource, spec.version);
  }
  return text + "}\n";
}

std::string bookmark_text(const Resource& resource, const WatchSpec& spec, kube::Version version,
                          bool initial_events_end) {
  json::object metadata{{"resourceVersion", std::to_string(version)}, {"creationTimestamp", nullptr}};
  if (initial_events_end) metadata["annotations"] = json::object{{"k8s.io/initial-events-end", "true"}};
  json::object object{{"kind", resource.kind},
                      {"apiVersion", api_version(resource.group, spec.version)},
                      {"metadata", std::move(metadata)}};
  if (spec.table) object = table_document(std::to_string(version), {}, {});
  return json::serialize(json::object{{"type", "BOOKMARK"}, {"object", std::move(object)}}) + "\n";
}

std::string error_text(const json::object& status) {
  return json::serialize(json::object{{"type", "ERROR"}, {"object", status}}) + "\n";
}

}  // namespace herald::apiserver
