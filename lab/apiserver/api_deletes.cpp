// Delete, deletecollection, and the end of namespaces.
#include "lab/apiserver/api.h"

#include <charconv>

namespace herald::apiserver {
namespace {

std::optional<kube::Version> version_in(std::string_view text) {
  kube::Version version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return version;
}

kube::Precondition precondition_of(const json::object& options) {
  kube::Precondition found;
  if (const std::string_view uid = text_at(options, "preconditions.uid"); !uid.empty()) found.uid = uid;
  found.version = version_in(text_at(options, "preconditions.resourceVersion"));
  return found;
}

bool asks_dry_run(const json::object& options) {
  const json::array& wishes = list_at(options, "dryRun");
  return !wishes.empty() && as_text(wishes.front()) == "All";
}

}  // namespace

Answer<Reply> Api::deleted(const Call& call, const ObjectRef& object) const {
  // Still held by finalizers: the client gets to see that. Gone: only that it is.
  if (object->meta.deletion && !object->meta.finalizers.empty()) return object_reply(call, object, 200);
  json::object details{{"name", object->meta.key.name}};
  if (!call.resource->group.empty()) details["group"] = call.resource->group;
  details["kind"] = call.resource->plural;
  details["uid"] = object->meta.uid;
  return json_reply({{"kind", "Status"},
                     {"apiVersion", "v1"},
                     {"metadata", json::object()},
                     {"status", "Success"},
                     {"details", std::move(details)}});
}

Answer<Reply> Api::remove(Call& call) {
  json::object options;
  if (!call.request.body.empty()) {
    auto body = body_object(call);
    if (!body) return fail(body.error());
    options = std::move(*body);
  }
  const auto found = find(call);
  if (!found) return fail(found.error());
  const kube::Precondition precondition = precondition_of(options);
  Commit commit = commit_of(call);
  commit.dry_run = commit.dry_run || asks_dry_run(options);
  if (call.resource->kind == "CustomResourceDefinition" && !commit.dry_run) {
    if (const auto emptied = remove_all_of(call.target.name, {}, commit); !emptied)
      return fail(emptied.error());
  }
  const bool whole_namespace = call.resource->kind == "Namespace" && !commit.dry_run;
  const auto removed = whole_namespace ? delete_namespace(call, precondition)
                                       : cluster_.remove(key_of(call), precondition, commit);
  if (!removed) return fail(removed.error());
  return deleted(call, *removed);
}

Answer<Reply> Api::remove_collection(Call& call) {
  const Query& query = call.target.query;
  const auto selection =
      parse_selection(query.get("labelSelector"), query.get("fieldSelector"), *call.resource);
  if (!selection) return fail(bad_request(selection.error()));
  const auto all = cluster_.store().list(
      {.resource = call.resource->full_name(), .name_space = call.target.name_space, .limit = 0, .from = {}});
  json::array items;
  for (const ObjectRef& one : all->items) {
    if (!selection->matches(*one)) continue;
    const auto removed = cluster_.remove(one->meta.key, {}, commit_of(call));
    if (!removed) return fail(removed.error());
    items.push_back(compose(**removed, *call.resource, call.target.version));
  }
  const std::string version = std::to_string(cluster_.store().current_version());
  return json_reply({{"kind", call.resource->kind + "List"},
                     {"apiVersion", api_version(call.resource->group, call.target.version)},
                     {"metadata", json::object{{"resourceVersion", version}}},
                     {"items", std::move(items)}});
}

// What a namespace or a definition takes with it.
Answer<bool> Api::remove_all_of(const std::string& resource, const std::string& name_space,
                                const Commit& commit) {
  const auto all =
      cluster_.store().list({.resource = resource, .name_space = name_space, .limit = 0, .from = {}});
  for (const ObjectRef& one : all->items) {
    if (const auto removed = cluster_.remove(one->meta.key, {}, commit); !removed)
      return fail(removed.error());
  }
  return true;
}

// A real cluster leaves this to a controller and takes seconds; here it happens at once, in the same order:
// first the namespace is terminating, then its content goes, then itself. Content with finalizers keeps it
// until they are gone.
Answer<ObjectRef> Api::delete_namespace(Call& call, const kube::Precondition& precondition) {
  const kube::ObjectKey key = key_of(call);
  const Commit commit = commit_of(call);
  static constexpr std::string_view kKept[] = {"default", "kube-system", "kube-public"};
  for (const std::string_view name : kKept) {
    if (name == key.name) return fail(forbidden(about(call), "this namespace may not be deleted"));
  }
  auto live = cluster_.remove(key, precondition, commit);
  if (!live) return live;
  Store::Update terminating{.body = (*live)->body, .spec_changed = false, .finalizers = {}};
  make_object(terminating.body.fields, "status")["phase"] = "Terminating";
  live = cluster_.update(*live, std::move(terminating), commit);
  if (!live) return live;
  for (const Resource* resource : cluster_.registry().all()) {
    if (!resource->namespaced || resource->review) continue;
    const auto content = cluster_.store().list(
        {.resource = resource->full_name(), .name_space = key.name, .limit = 0, .from = {}});
    for (const ObjectRef& one : content->items) {
      if (const auto removed = cluster_.remove(one->meta.key, {}, commit); !removed)
        return fail(removed.error());
    }
  }
  finish_namespace(key.name, call.now);
  return live;
}

// Takes the server's own finalizer away when nothing is left inside.
void Api::finish_namespace(const std::string& name, UnixSeconds now) {
  const auto live = cluster_.store().get({"namespaces", "", name});
  if (!live || !(*live)->meta.deletion) return;
  for (const Resource* resource : cluster_.registry().all()) {
    if (!resource->namespaced || resource->review) continue;
    const auto content = cluster_.store().list(
        {.resource = resource->full_name(), .name_space = name, .limit = 1, .from = {}});
    if (!content->items.empty()) return;
  }
  std::set<std::string> finalizers = (*live)->meta.finalizers;
  finalizers.erase(std::string(kNamespaceFinalizer));
  // When this cannot be kept, the namespace stays terminating, and the next change inside tries again.
  static_cast<void>(cluster_.update(
      *live, {.body = (*live)->body, .spec_changed = false, .finalizers = std::move(finalizers)},
      {now, false}));
}

}  // namespace herald::apiserver
