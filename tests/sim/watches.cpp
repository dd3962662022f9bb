#include "tests/sim/watches.h"

namespace herald::sim {
namespace {

constexpr Duration kReconnect = seconds(2);

bool is_config(const kube::ObjectKey& key) {
  return key.resource == kConfigMaps && key.name == kConfigName;
}

}  // namespace

void Watches::refresh(std::uint64_t ticket) {
  ticket_ = ticket;
  for (Stream& stream : streams_) {
    lists_due_.insert(stream.resource);
    relist(stream, Duration::zero());
  }
}

void Watches::close() {
  closed_ = true;
  for (Stream& stream : streams_)
    ++stream.epoch;
}

// The list shows the moment when the request arrives, and is told a network's delay later.
void Watches::relist(Stream& stream, Duration delay) {
  stream.up = false;
  const std::uint64_t epoch = ++stream.epoch;
  world_.scheduler.after(delay + world_.latency(), [this, &stream, epoch] {
    if (stream.epoch != epoch) return;
    if (world_.befalls(world_.mood.fail_list)) {
      world_.count(Thing::failed_list);
      return relist(stream, world_.between(milliseconds(100), kReconnect));
    }
    auto page = *world_.api.store().list({.resource = stream.resource, .name_space = {}, .from = {}});
    world_.scheduler.after(world_.latency(), [this, &stream, epoch, page = std::move(page)] {
      if (stream.epoch == epoch) told_of(stream, page);
    });
  });
}

void Watches::told_of(Stream& stream, const Store::Page& page) {
  std::set<kube::ObjectKey> missing = stream.known;
  for (const auto& item : page.items) {
    missing.erase(item->meta.key);
    stream.known.insert(item->meta.key);
  }
  for (const auto& key : missing) {
    stream.known.erase(key);
    tell_gone(key);
  }
  for (const auto& item : page.items)
    tell_object(*item);
  if (std::string_view(stream.resource) == kConfigMaps &&
      !stream.known.contains({kConfigMaps, "", kConfigName})) {
    tell_(controller::ConfigGone{});
  }
  stream.position = page.version;
  stream.up = true;
  schedule_pump(stream);
  list_done(stream);
}

void Watches::list_done(Stream& stream) {
  if (lists_due_.erase(stream.resource) > 0 && lists_due_.empty()) tell_(controller::Synced{ticket_});
}

void Watches::something_happened() {
  for (Stream& stream : streams_)
    schedule_pump(stream);
}

void Watches::schedule_pump(Stream& stream) {
  if (closed_ || !stream.up || stream.pump_due) return;
  if (stream.position >= world_.api.store().current_version()) return;
  stream.pump_due = true;
  Duration delay = world_.latency();
  if (world_.befalls(world_.mood.delay_watch)) {
    world_.count(Thing::watch_delayed);
    delay = world_.between(milliseconds(100), seconds(4));
  }
  const std::uint64_t epoch = stream.epoch;
  world_.scheduler.after(delay, [this, &stream, epoch] {
    stream.pump_due = false;
    if (stream.epoch == epoch && stream.up) return pump(stream);
    schedule_pump(stream);
  });
}

void Watches::pump(Stream& stream) {
  if (world_.befalls(world_.mood.cut_watch)) {
    world_.count(Thing::watch_cut);
    return cut(stream);
  }
  const auto changes = world_.api.store().changes_since(stream.position, stream.resource);
  if (!changes) {
    world_.count(Thing::expired_watch);
    return relist(stream, world_.latency());
  }
  const kube::Version head = world_.api.store().current_version();
  std::size_t batch = 1 + world_.random.below(4);
  const std::uint64_t epoch = stream.epoch;
  for (const auto& change : *changes) {
    if (batch-- == 0) return schedule_pump(stream);
    stream.position = change.version();
    tell_change(stream, change);
    if (stream.epoch != epoch) return;  // what we told had consequences
    if (world_.befalls(world_.mood.repeat_watch)) {
      world_.count(Thing::watch_repeated);
      tell_change(stream, change);
      if (stream.epoch != epoch) return;
    }
  }
  stream.position = head;  // a bookmark
  schedule_pump(stream);
}

void Watches::cut() {
  for (Stream& stream : streams_) {
    if (stream.up) cut(stream);
  }
}

// Resumes where it was, if the history still reaches back that far.
void Watches::cut(Stream& stream) {
  stream.up = false;
  const std::uint64_t epoch = ++stream.epoch;
  world_.scheduler.after(world_.between(milliseconds(10), kReconnect), [this, &stream, epoch] {
    if (stream.epoch != epoch) return;
    stream.up = true;
    schedule_pump(stream);
  });
}

void Watches::tell_change(Stream& stream, const Store::Change& change) {
  const kube::ObjectKey& key = change.after->meta.key;
  if (change.type == kube::ChangeType::deleted) {
    stream.known.erase(key);
    tell_gone(key);
  } else {
    stream.known.insert(key);
    tell_object(*change.after);
  }
}

void Watches::tell_object(const Store::Object& object) {
  const kube::ObjectKey& key = object.meta.key;
  if (key.resource == kServices) return tell_(controller::ServiceChanged{as_service(object)});
  if (key.resource == kNamespaces) {
    return tell_(controller::NamespaceChanged{key.name, std::get<model::Labels>(object.body)});
  }
  const auto& text = std::get<ConfigText>(object.body);
  if (is_config(key)) return tell_config(text);
  // The last good text is for those who have seen no good one yet.
  if (!config_known_ && key.name == kLastGoodName) {
    config_known_ = true;
    tell_(controller::ConfigChanged{world_.configs.parse(text), std::nullopt});
  }
}

void Watches::tell_config(const std::string& text) {
  if (auto config = world_.configs.parse(text)) {
    config_known_ = true;
    tell_(controller::ConfigChanged{std::move(config), text});
  } else {
    tell_(controller::ConfigRejected{"config:1:1: " + text});
  }
}

void Watches::tell_gone(const kube::ObjectKey& key) {
  if (key.resource == kServices) tell_(controller::ServiceGone{{key.name_space, key.name}});
  if (key.resource == kNamespaces) tell_(controller::NamespaceGone{key.name});
  if (is_config(key)) tell_(controller::ConfigGone{});
}

}  // namespace herald::sim
