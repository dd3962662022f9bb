// Get, list and watch.
#include "lab/apiserver/api.h"

#include <algorithm>
#include <charconv>

namespace herald::apiserver {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A place in a list: the version it shows, and the last object given. Opaque to clients; a slash cannot be in
// a name.
std::string continue_text(const kube::ListContinue& next) {
  return std::to_string(next.version) + "/" + next.after.name_space + "/" + next.after.name;
}

std::optional<kube::ListContinue> parse_continue(std::string_view text, const std::string& resource) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto version = whole_number(text.substr(0, first));
  if (!version) return std::nullopt;
  return kube::ListContinue{*version,
                            {resource, std::string(text.substr(first + 1, second - first - 1)),
                             std::string(text.substr(second + 1))}};
}

ApiError list_expired() {
  return expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new "
      "list "
      "without the continue parameter.");
}

// The objects of one page, and what the list says of itself.
struct Listed {
  std::vector<ObjectRef> items;
  kube::Version version = 0;
  std::string next;
  std::size_t remaining = 0;
};

// Cuts at the limit after selecting, so that a page is full whatever is selected.
void keep_selected(Listed& listed, const Selection& selection, std::size_t limit) {
  if (!selection.empty())
    std::erase_if(listed.items, [&](const ObjectRef& one) { return !selection.matches(*one); });
  if (limit == 0 || listed.items.size() <= limit) return;
  // How many remain is only said when nothing is selected, as real servers do.
  if (selection.empty()) listed.remaining = listed.items.size() - limit;
  listed.items.resize(limit);
  listed.next = continue_text({listed.version, listed.items.back()->meta.key});
}

// At which moment the list is asked for; the caller has no continue token.
Answer<std::optional<kube::Version>> moment_of(const Query& query, kube::Version current) {
  const std::string_view text = query.get("resourceVersion");
  if (text.empty() || text == "0") return std::nullopt;
  const auto version = whole_number(text);
  if (!version) return fail(bad_request("resourceVersion: Invalid value: " + quoted(text)));
  if (*version > current) return fail(too_new_version(text, current));
  if (query.get("resourceVersionMatch") == "Exact") return *version;
  return std::nullopt;  // whatever is newest is not older
}

Answer<Listed> listed(const Store& store, const Resource& resource, const Target& target,
                      const Selection& selection) {
  const std::string name = resource.full_name();
  std::optional<kube::ListContinue> from;
  if (const std::string_view token = target.query.get("continue"); !token.empty()) {
    from = parse_continue(token, name);
    if (!from) return fail(bad_request("continue key is not valid: " + quoted(token)));
  } else {
    const auto moment = moment_of(target.query, store.current_version());
    if (!moment) return fail(moment.error());
    if (*moment) from = kube::ListContinue{**moment, {name, target.name_space, ""}};
  }
  const auto page = store.list({.resource = name, .name_space = target.name_space, .limit = 0, .from = from});
  if (!page)
    return fail(page.error() == kube::StoreError::expired ? list_expired()
                                                          : bad_request("continue key is not valid"));
  Listed found{page->items, page->version, {}, 0};
  keep_selected(found, selection, whole_number(target.query.get("limit")).value_or(0));
  return found;
}

json::object list_metadata(const Listed& listed) {
  json::object metadata{{"resourceVersion", std::to_string(listed.version)}};
  if (!listed.next.empty()) metadata["continue"] = listed.next;
  if (listed.remaining > 0) metadata["remainingItemCount"] = listed.remaining;
  return metadata;
}

Reply list_reply(const Listed& listed, const Resource& resource, std::string_view version) {
  // Items of built-in kinds do not repeat what they are; those of custom resources do.
  const std::string prefix = resource.schema == nullptr ? kind_prefix(resource, version) : "{";
  std::size_t size = 256;
  for (const ObjectRef& one : listed.items)
    size += prefix.size() + tail_text(*one, resource).size() + 1;
  Reply reply;
  reply.body.reserve(size);
  reply.body = "{\"kind\":\"" + resource.kind +
               "List\",\"apiVersion\":" + quoted(api_version(resource.group, version)) +
               ",\"metadata\":" + to_text(list_metadata(listed)) + ",\"items\":[";
  for (const ObjectRef& one : listed.items) {
    if (&one != &listed.items.front()) reply.body += ',';
    reply.body.append(prefix).append(tail_text(*one, resource));
  }
  reply.body += "]}\n";
  return reply;
}

Reply table_reply(const Listed& listed, const TableStyle& style) {
  json::array rows;
  rows.reserve(listed.items.size());
  for (const ObjectRef& one : listed.items)
    rows.push_back(table_row(*one, style));
  json::object table =
      table_document(std::to_string(listed.version), column_definitions(style), std::move(rows));
  table["metadata"] = list_metadata(listed);
  return json_reply(table);
}

std::string events_of(const std::vector<ObjectRef>& items, Watch& watch, const Resource& resource,
                      UnixSeconds now) {
  std::string text;
  for (const ObjectRef& one : items) {
    text += event_text("ADDED", *one, resource, watch.spec(), !watch.columns_sent(), now);
    watch.note_columns_sent();
  }
  return text;
}

// What has happened since the version that the client has seen, through the same eyes as what is to come.
std::string missed_events(const std::vector<Store::Change>& changes, const std::shared_ptr<Watch>& watch,
                          const Resource& resource, UnixSeconds now) {
  WatchHub replay;
  replay.add(watch);
  for (const Store::Change& change : changes)
    replay.publish(change, resource, now);
  return watch->take();
}

}  // namespace

Wanted wanted_form(const Request& request, const Target& target) {
  Wanted wanted;
  wanted.table = request.accept.find("as=Table") != std::string::npos;
  const std::string_view include = target.query.get("includeObject");
  if (include == "None") wanted.include = RowObject::none;
  if (include == "Object") wanted.include = RowObject::object;
  return wanted;
}

Answer<ObjectRef> Api::find(const Call& call) const {
  auto found = cluster_.store().get(key_of(call));
  if (!found) return fail(not_found(about(call)));
  return *found;
}

Answer<Reply> Api::get(const Call& call) const {
  const auto found = find(call);
  if (!found) return fail(found.error());
  return object_reply(call, *found, 200);
}

Answer<Reply> Api::list(const Call& call) const {
  const Query& query = call.target.query;
  const auto selection =
      parse_selection(query.get("labelSelector"), query.get("fieldSelector"), *call.resource);
  if (!selection) return fail(bad_request(selection.error()));
  const auto found = listed(cluster_.store(), *call.resource, call.target, *selection);
  if (!found) return fail(found.error());
  const Wanted wanted = wanted_form(call.request, call.target);
  if (!wanted.table) return list_reply(*found, *call.resource, call.target.version);
  return table_reply(*found, {*call.resource, call.target.version, wanted.include, call.now});
}

Answer<Reply> Api::watch(const Call& call) {
  const Query& query = call.target.query;
  auto selection = parse_selection(query.get("labelSelector"), query.get("fieldSelector"), *call.resource);
  if (!selection) return fail(bad_request(selection.error()));
  if (!call.target.name.empty()) selection->fields.push_back({"metadata.name", call.target.name, true});
  const Wanted wanted = wanted_form(call.request, call.target);
  WatchSpec spec{.resource = call.resource->full_name(),
                 .version = call.target.version,
                 .name_space = call.target.name_space,
                 .selection = std::move(*selection),
                 .table = wanted.table,
                 .include = wanted.include,
                 .bookmarks = query.flag("allowWatchBookmarks")};
  const bool initial = query.flag("sendInitialEvents");
  if (initial && query.get("resourceVersionMatch") != "NotOlderThan")
    return fail(bad_request("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  Reply reply;
  reply.watch = std::make_shared<Watch>(std::move(spec));
  reply.watch_for = std::chrono::seconds(
      std::min<std::uint64_t>(whole_number(query.get("timeoutSeconds")).value_or(0), 24 * 3600));
  // Without a wish, half an hour to an hour, so that clients that came together do not come back together.
  if (reply.watch_for.count() == 0)
    reply.watch_for = std::chrono::seconds(1800 + static_cast<std::int64_t>(cluster_.random().below(1800)));

  const Store& store = cluster_.store();
  const std::string_view since = query.get("resourceVersion");
  const auto version = since.empty() ? std::optional<std::uint64_t>(0) : whole_number(since);
  if (!version) return fail(bad_request("resourceVersion: Invalid value: " + quoted(since)));
  if (*version > store.current_version()) return fail(too_new_version(since, store.current_version()));
  const WatchSpec& watched = reply.watch->spec();
  if (*version == 0 || initial) {
    Listed all{
        store.list({.resource = watched.resource, .name_space = watched.name_space, .limit = 0, .from = {}})
            ->items,
        store.current_version(),
        {},
        0};
    keep_selected(all, watched.selection, 0);
    if (!query.has("sendInitialEvents") || initial)
      reply.body = events_of(all.items, *reply.watch, *call.resource, call.now);
    if (initial && watched.bookmarks)
      reply.body += bookmark_text(*call.resource, watched, store.current_version(), true);
  } else {
    const auto changes = store.changes_since(*version, watched.resource, watched.name_space);
    if (!changes) {
      reply.body = error_text(status_object(expired("too old resource version: " + std::string(since) + " (" +
                                                    std::to_string(store.oldest_watchable() + 1) + ")")));
      reply.watch->end();
      return reply;
    }
    reply.body = missed_events(*changes, reply.watch, *call.resource, call.now);
  }
  cluster_.watches().add(reply.watch);
  return reply;
}

}  // namespace herald::apiserver
