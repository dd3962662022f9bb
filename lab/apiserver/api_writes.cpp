// Create and update: what every write does, whatever it came as.
#include "lab/apiserver/api.h"
#include "lab/apiserver/kind_rules.h"

#include <charconv>

namespace herald::apiserver {
namespace {

constexpr int kNameTries = 8;
constexpr std::size_t kSuffix = 5;

// No vowels and nothing that looks like something else, so that no word comes out.
std::string random_suffix(Random& random) {
  constexpr std::string_view kLetters = "bcdfghjklmnpqrstvwxz2456789";
  std::string suffix;
  while (suffix.size() < kSuffix)
    suffix += kLetters[random.below(kLetters.size())];
  return suffix;
}

// A new object has no status but what its kind gives it, except where the whole object is one thing.
void drop_status(json::object& object, const Resource& resource) {
  if (resource.has_status && resource.kind != "Namespace") object.erase("status");
}

// What the other endpoint owns stays as it is: spec through /status, status through the object itself.
json::object combined(json::object next, const json::object& live, const Target& target,
                      const Resource& resource) {
  if (target.subresource == "status") {
    json::object kept = live;
    kept["metadata"] = next["metadata"];
    kept["status"] = next["status"].is_null() ? json::value(json::object()) : next["status"];
    return kept;
  }
  if (!resource.has_status) return next;
  next.erase("status");
  if (const json::value* status = at(live, "status")) next["status"] = *status;
  return next;
}

bool spec_differs(json::object next, json::object live) {
  for (json::object* one : {&next, &live}) {
    one->erase("metadata");
    one->erase("status");
  }
  return next != live;
}

// The finalizer of a Namespace goes by /finalize only.
std::set<std::string> next_finalizers(const json::object& next, const ObjectRef& live, const Target& target) {
  std::set<std::string> finalizers = finalizers_of(next);
  if (target.resource != "namespaces") return finalizers;
  const std::string held(kNamespaceFinalizer);
  if (target.subresource == "finalize") return finalizers;
  finalizers.erase(held);
  if (live->meta.finalizers.contains(held)) finalizers.insert(held);
  return finalizers;
}

}  // namespace

Answer<Reply> Api::create(Call& call) {
  auto object = decoded(call);
  if (!object) return fail(object.error());
  const auto stored = insert(call, std::move(*object));
  if (!stored) return fail(stored.error());
  return object_reply(call, *stored, 201);
}

Answer<ObjectRef> Api::insert(Call& call, json::object object) {
  if (const auto same = check_identity(call, object); !same) return fail(same.error());
  if (const auto exists = check_namespace(call); !exists) return fail(exists.error());
  if (!text_at(object, "metadata.resourceVersion").empty())
    return fail(bad_request("resourceVersion should not be set on objects to be created"));
  drop_status(object, *call.resource);
  const std::string prefix(text_at(object, "metadata.generateName"));
  const bool generated = text_at(object, "metadata.name").empty() && !prefix.empty();
  for (int attempt = 0;; ++attempt) {
    if (generated) make_object(object, "metadata")["name"] = prefix + random_suffix(cluster_.random());
    const std::string name(text_at(object, "metadata.name"));
    const About kind{call.resource->group, call.resource->kind, name};
    if (name.empty())
      return fail(invalid(kind, {required_value("metadata.name", "name or generateName is required")}));
    const kube::ObjectKey key{call.resource->full_name(), call.target.name_space, name};
    // Before the rules: who comes second must hear that, and not that the first one's numbers are taken.
    if (cluster_.store().get(key)) {
      if (generated && attempt < kNameTries) continue;
      return fail(already_exists({call.resource->group, call.resource->plural, name}));
    }
    FieldErrors errors;
    prepare(object, nullptr, {*call.resource, cluster_.numbers(), call.now}, errors);
    if (!errors.empty()) return fail(invalid(kind, std::move(errors)));
    std::set<std::string> finalizers = finalizers_of(object);
    if (call.resource->kind == "Namespace") finalizers.emplace(kNamespaceFinalizer);
    return cluster_.create(key, body_of(std::move(object)), std::move(finalizers), commit_of(call));
  }
}

Answer<Reply> Api::update(Call& call) {
  auto object = decoded(call);
  if (!object) return fail(object.error());
  const auto live = find(call);
  if (!live) return fail(live.error());
  const auto stored = replace(call, *live, std::move(*object));
  if (!stored) return fail(stored.error());
  return object_reply(call, *stored, 200);
}

Answer<ObjectRef> Api::replace(Call& call, const ObjectRef& live, json::object next) {
  if (const auto same = check_identity(call, next); !same) return fail(same.error());
  const std::string_view version = text_at(next, "metadata.resourceVersion");
  if (!version.empty() && version != "0" && version != std::to_string(live->meta.version))
    return fail(modified(about(call)));
  const std::string_view uid = text_at(next, "metadata.uid");
  if (!uid.empty() && uid != live->meta.uid)
    return fail(conflict(about(call), "Precondition failed: UID in precondition: " + std::string(uid) +
                                          ", UID in object meta: " + live->meta.uid));
  const json::object before = compose(*live, *call.resource, call.target.version);
  next = combined(std::move(next), before, call.target, *call.resource);
  FieldErrors errors;
  prepare(next, &before, {*call.resource, cluster_.numbers(), call.now}, errors);
  if (!errors.empty())
    return fail(invalid({call.resource->group, call.resource->kind, call.target.name}, std::move(errors)));
  Store::Update change;
  change.spec_changed = call.resource->has_generation && spec_differs(next, before);
  change.finalizers = next_finalizers(next, live, call.target);
  change.body = body_of(std::move(next));
  auto stored = cluster_.update(live, std::move(change), commit_of(call));
  if (stored && live->meta.deletion && call.resource->namespaced)
    finish_namespace(call.target.name_space, call.now);
  return stored;
}

}  // namespace herald::apiserver
