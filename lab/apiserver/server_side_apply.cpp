#include "lab/apiserver/server_side_apply.h"

#include <vector>

namespace herald::apiserver {
namespace {

// In FieldsV1 a member is "f:name", an element of a keyed list `k:{"port":80}`, one of a set `v:"text"`, and
// "." the thing itself.
const Schema* below(const Schema* schema, std::string_view key) {
  if (schema == nullptr) return nullptr;
  return schema->kind == SchemaKind::map ? schema->element : schema->field(key);
}

bool is_keyed(const Schema* schema) {
  return schema != nullptr && schema->kind == SchemaKind::list && !schema->map_keys.empty();
}

bool is_set(const Schema* schema) {
  return schema != nullptr && schema->kind == SchemaKind::list && schema->merged_set;
}

// Keys that a client may leave out have the value that defaulting gives them.
json::value key_value(const json::object& element, const std::string& key) {
  if (const json::value* value = at(element, key)) return *value;
  return key == "protocol" ? json::value("TCP") : json::value(nullptr);
}

std::string element_key(const json::value& element, const Schema& schema) {
  if (schema.merged_set) return "v:" + to_text(element);
  json::object keys;
  for (const std::string& key : schema.map_keys)
    keys[key] = key_value(as_object(element), key);
  return "k:" + to_text(keys);
}

json::object set_of(const json::value& value, const Schema* schema) {
  json::object set;
  if (value.is_object()) {
    for (const auto& member : value.get_object())
      set["f:" + std::string(view(member.key()))] = set_of(member.value(), below(schema, view(member.key())));
    return set;
  }
  if (!value.is_array() || (!is_keyed(schema) && !is_set(schema))) return set;
  for (const json::value& one : value.get_array()) {
    json::object element = is_keyed(schema) ? set_of(one, schema->element) : json::object();
    if (is_keyed(schema)) element["."] = json::object();
    set[element_key(one, *schema)] = std::move(element);
  }
  return set;
}

json::value merged(const json::value* live, const json::value& wanted, const Schema* schema);

json::value merged_list(const json::array& live, const json::array& wanted, const Schema& schema) {
  json::array all = live;
  for (const json::value& one : wanted) {
    const std::string key = element_key(one, schema);
    json::value* found = nullptr;
    for (json::value& here : all) {
      if (element_key(here, schema) == key) found = &here;
    }
    if (found == nullptr) {
      all.push_back(one);
    } else if (is_keyed(&schema)) {
      *found = merged(found, one, schema.element);
    }
  }
  return all;
}

json::value merged(const json::value* live, const json::value& wanted, const Schema* schema) {
  if (live == nullptr) return wanted;
  if (live->is_object() && wanted.is_object()) {
    json::object all = live->get_object();
    for (const auto& member : wanted.get_object()) {
      const auto found = all.find(member.key());
      const json::value* before = found == all.end() ? nullptr : &found->value();
      json::value after = merged(before, member.value(), below(schema, view(member.key())));
      all[member.key()] = std::move(after);
    }
    return all;
  }
  const bool lists = live->is_array() && wanted.is_array() && (is_keyed(schema) || is_set(schema));
  return lists ? merged_list(live->get_array(), wanted.get_array(), *schema) : wanted;
}

// Takes from `live` what `before` names and `kept` does not.
void abandon(json::value& live, const json::object& before, const json::object& kept, const Schema* schema);

bool is_leaf(const json::object& set) {
  return set.empty() || (set.size() == 1 && set.contains("."));
}

void abandon_member(json::object& live, std::string_view name, const json::object& before,
                    const json::object* kept, const Schema* schema) {
  const auto found = live.find(name);
  if (found == live.end()) return;
  if (kept == nullptr && is_leaf(before)) {
    live.stable_erase(found);
    return;
  }
  static const json::object nothing;
  abandon(found->value(), before, kept == nullptr ? nothing : *kept, schema);
  const json::value& rest = found->value();
  const bool empty =
      (rest.is_object() && rest.get_object().empty()) || (rest.is_array() && rest.get_array().empty());
  if (kept == nullptr && empty) live.stable_erase(found);
}

void abandon_element(json::array& live, const std::string& key, const json::object& before,
                     const json::object* kept, const Schema& schema) {
  for (auto element = live.begin(); element != live.end(); ++element) {
    if (element_key(*element, schema) != key) continue;
    if (kept == nullptr) {
      live.erase(element);
    } else {
      abandon(*element, before, *kept, schema.element);
    }
    return;
  }
}

void abandon(json::value& live, const json::object& before, const json::object& kept, const Schema* schema) {
  for (const auto& member : before) {
    const std::string key(view(member.key()));
    const auto found = kept.find(key);
    const json::object* kept_below = found == kept.end() ? nullptr : &as_object(found->value());
    const json::object& before_below = as_object(member.value());
    if (key.starts_with("f:") && live.is_object()) {
      const std::string name = key.substr(2);
      abandon_member(live.get_object(), name, before_below, kept_below, below(schema, name));
    } else if (live.is_array() && schema != nullptr && (key.starts_with("k:") || key.starts_with("v:"))) {
      abandon_element(live.get_array(), key, before_below, kept_below, *schema);
    }
  }
}

void unite(json::object& into, const json::object& set) {
  for (const auto& member : set) {
    json::value& here = into[member.key()];
    if (!here.is_object()) here.emplace_object();
    unite(here.get_object(), as_object(member.value()));
  }
}

// Leaves that both sets name and for which the two sides want different values.
void find_conflicts(const json::value& live, const json::value& wanted, const json::object& held,
                    const Schema* schema, const std::string& path, std::vector<std::string>& found) {
  if (!live.is_object() || !wanted.is_object()) {
    const bool lists = is_keyed(schema) || is_set(schema);
    if (!lists && live != wanted) found.push_back(path);
    return;
  }
  for (const auto& member : wanted.get_object()) {
    const std::string name(view(member.key()));
    const auto of_other = held.find("f:" + name);
    const json::value* here = at(live.get_object(), name);
    if (of_other == held.end() || here == nullptr) continue;
    find_conflicts(*here, member.value(), as_object(of_other->value()), below(schema, name),
                   path + "." + name, found);
  }
}

bool is_this_manager(const json::object& entry, const ApplyRequest& request) {
  return text_at(entry, "manager") == request.manager && text_at(entry, "operation") == "Apply" &&
         text_at(entry, "subresource") == request.subresource;
}

FieldErrors conflicts_with(const json::object& live, const json::object& entry, const ApplyRequest& request,
                           const Schema* schema) {
  std::vector<std::string> paths;
  find_conflicts(live, request.wanted, object_at(entry, "fieldsV1"), schema, "", paths);
  FieldErrors conflicts;
  for (std::string& path : paths) {
    conflicts.push_back({"FieldManagerConflict",
                         "conflict with \"" + std::string(text_at(entry, "manager")) + "\"",
                         std::move(path)});
  }
  return conflicts;
}

json::object without_identity(json::object wanted) {
  wanted.erase("kind");
  wanted.erase("apiVersion");
  json::object& metadata = make_object(wanted, "metadata");
  for (const char* key :
       {"name", "namespace", "managedFields", "uid", "resourceVersion", "creationTimestamp"})
    metadata.erase(key);
  if (metadata.empty()) wanted.erase("metadata");
  return wanted;
}

json::object entry_for(const ApplyRequest& request, json::object fields) {
  json::object entry{{"manager", request.manager},
                     {"operation", "Apply"},
                     {"apiVersion", text_at(request.wanted, "apiVersion")},
                     {"time", request.time},
                     {"fieldsType", "FieldsV1"},
                     {"fieldsV1", std::move(fields)}};
  if (!request.subresource.empty()) entry["subresource"] = request.subresource;
  return entry;
}

}  // namespace

json::object field_set(const json::object& wanted, const Schema* schema) {
  return set_of(without_identity(wanted), schema);
}

Result<json::object, FieldErrors> server_side_apply(json::object live, const ApplyRequest& request,
                                                    const Schema* schema) {
  json::object set = field_set(request.wanted, schema);
  json::object before;
  json::object kept = set;
  json::array managers;
  FieldErrors conflicts;
  json::value same_time;
  for (const json::value& one : list_at(live, "metadata.managedFields")) {
    const json::object& entry = as_object(one);
    if (is_this_manager(entry, request)) {
      before = object_at(entry, "fieldsV1");
      if (before == set) same_time = entry.at("time");
      continue;
    }
    unite(kept, object_at(entry, "fieldsV1"));
    for (FieldError& conflict : conflicts_with(live, entry, request, schema))
      conflicts.push_back(std::move(conflict));
    managers.push_back(one);
  }
  if (!conflicts.empty() && !request.force) return fail(std::move(conflicts));
  json::value whole = std::move(live);
  abandon(whole, before, kept, schema);
  json::value result = merged(&whole, request.wanted, schema);
  json::object entry = entry_for(request, std::move(set));
  // An apply that says nothing new is no change, so its time is not one either.
  if (same_time.is_string()) entry["time"] = same_time;
  managers.push_back(std::move(entry));
  make_object(result.get_object(), "metadata")["managedFields"] = std::move(managers);
  return std::move(result.get_object());
}

}  // namespace herald::apiserver
