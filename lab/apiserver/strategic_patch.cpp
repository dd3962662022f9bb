#include "lab/apiserver/strategic_patch.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace herald::apiserver {
namespace {

constexpr std::string_view kPatch = "$patch";
constexpr std::string_view kRetainKeys = "$retainKeys";
constexpr std::string_view kSetOrder = "$setElementOrder/";
constexpr std::string_view kDeletePlain = "$deleteFromPrimitiveList/";

// The key that tells the elements of a list apart: a member of maps, or the value itself.
const json::value* identity(const json::value& element, const std::string& key) {
  if (key.empty()) return &element;
  return element.is_object() ? at(element.get_object(), key) : nullptr;
}

std::ptrdiff_t position(const json::array& in, const json::value* wanted, const std::string& key) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const json::value* here = identity(in[i], key);
    if (here != nullptr && wanted != nullptr && *here == *wanted) return static_cast<std::ptrdiff_t>(i);
  }
  return -1;
}

void sort_like(json::array& list, const json::array& order, const std::string& key) {
  std::vector<std::pair<std::ptrdiff_t, std::size_t>> places;  // wanted, and present: equals keep their order
  for (std::size_t i = 0; i < list.size(); ++i)
    places.emplace_back(position(order, identity(list[i], key), key), i);
  std::sort(places.begin(), places.end());
  json::array sorted;
  for (const auto& [wanted, present] : places)
    sorted.push_back(std::move(list[present]));
  list = std::move(sorted);
}

// Two lists become one. What the server alone has goes before the first patched element that follows it in
// the live list; elements of which the live list knows only one side come with the patch first. For example
// live [80 443], patch [15020]: [15020 80 443].
json::array interleave(json::array server_only, json::array patched, const json::array& live,
                       const std::string& key) {
  json::array all;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < server_only.size() || j < patched.size()) {
    bool take_server = j == patched.size();
    if (!take_server && i < server_only.size()) {
      const std::ptrdiff_t left = position(live, identity(server_only[i], key), key);
      const std::ptrdiff_t right = position(live, identity(patched[j], key), key);
      take_server = left >= 0 && right >= 0 && left < right;
    }
    all.push_back(take_server ? std::move(server_only[i++]) : std::move(patched[j++]));
  }
  return all;
}

json::array ordered(json::array merged, const json::array& live, const json::array& order,
                    const std::string& key) {
  json::array patched;
  json::array server_only;
  for (json::value& one : merged)
    (position(order, identity(one, key), key) >= 0 ? patched : server_only).push_back(std::move(one));
  sort_like(patched, order, key);
  return interleave(std::move(server_only), std::move(patched), live, key);
}

bool is_directive(std::string_view key) {
  return key == kPatch || key == kRetainKeys || key.starts_with(kSetOrder) || key.starts_with(kDeletePlain);
}

std::string_view directive(const json::value& element) {
  return element.is_object() ? text_at(element.get_object(), kPatch) : std::string_view();
}

// A value that the document does not have yet: what it says to delete is not there, and it is not to be kept
// as text.
json::value fresh(const json::value& patch);

json::object fresh_object(const json::object& patch) {
  json::object made;
  for (const auto& member : patch) {
    if (!is_directive(view(member.key())) && !member.value().is_null())
      made[member.key()] = fresh(member.value());
  }
  return made;
}

json::value fresh(const json::value& patch) {
  if (patch.is_object()) return fresh_object(patch.get_object());
  if (!patch.is_array()) return patch;
  json::array made;
  for (const json::value& one : patch.get_array()) {
    const std::string_view what = directive(one);
    if (what == "delete" || (what == "replace" && one.get_object().size() == 1)) continue;
    made.push_back(fresh(one));
  }
  return made;
}

const Schema* field_schema(const Schema* schema, std::string_view key) {
  if (schema == nullptr) return nullptr;
  if (schema->kind == SchemaKind::map) return schema->element;
  return schema->field(key);
}

bool is_merged_list(const Schema* schema) {
  return schema != nullptr && schema->kind == SchemaKind::list &&
         (schema->merged_set || !schema->merge_key.empty());
}

// Goes on after a broken directive, but then the result is not used.
class Merge {
 public:
  std::string broken;  // the first directive that makes no sense, in words

  json::object object(json::object live, const json::object& patch, const Schema* schema) {
    const std::string_view what = text_at(patch, kPatch);
    if (what == "replace") return fresh_object(patch);
    if (what == "delete") return {};
    if (!what.empty() && what != "merge") refuse("unknown $patch directive " + quoted(what));
    retain(live, patch);
    const json::object before = live;
    for (const auto& member : patch) {
      if (is_directive(view(member.key()))) continue;
      field(live, view(member.key()), member.value(), field_schema(schema, view(member.key())));
    }
    for (const auto& member : patch)
      arrange(live, before, view(member.key()), member.value(), schema);
    return live;
  }

 private:
  void refuse(std::string what) {
    if (broken.empty()) broken = std::move(what);
  }

  void retain(json::object& live, const json::object& patch) {
    const json::value* keys = at(patch, kRetainKeys);
    if (keys == nullptr) return;
    if (!keys->is_array()) return refuse("$retainKeys is not a list");
    for (auto member = live.begin(); member != live.end();) {
      const json::value name(member->key());
      const bool kept = position(keys->get_array(), &name, "") >= 0;
      member = kept ? member + 1 : live.stable_erase(member);
    }
  }

  void field(json::object& live, std::string_view key, const json::value& patch, const Schema* schema) {
    const auto found = live.find(key);
    if (patch.is_null()) {
      if (found != live.end()) live.stable_erase(found);
      return;
    }
    if (found == live.end()) {
      live[key] = is_merged_list(schema) || patch.is_object() ? fresh(patch) : patch;
      return;
    }
    json::value& here = found->value();
    if (here.is_object() && patch.is_object()) {
      here = object(std::move(here.get_object()), patch.get_object(), schema);
    } else if (here.is_array() && patch.is_array() && is_merged_list(schema)) {
      here = list(std::move(here.get_array()), patch.get_array(), *schema);
    } else {
      here = fresh(patch);
    }
  }

  json::array list(json::array live, const json::array& patch, const Schema& schema) {
    if (schema.merged_set) return plain_list(std::move(live), patch);
    const std::string& key = schema.merge_key;
    json::array named;  // the elements of the patch that say what should be there
    bool replace = false;
    for (const json::value& one : patch) {
      if (!one.is_object()) return refuse("an element of a list of objects is not an object"), live;
      const std::string_view what = directive(one);
      if (what == "replace" && one.get_object().size() == 1) {
        replace = true;
      } else if (what == "delete") {
        erase(live, identity(one, key), key);
      } else {
        if (identity(one, key) == nullptr)
          return refuse("map: does not contain declared merge key: " + key), live;
        named.push_back(one);
      }
    }
    if (replace) return fresh(named).get_array();
    return merge_named(std::move(live), named, schema);
  }

  json::array merge_named(json::array live, const json::array& named, const Schema& schema) {
    json::array merged = live;
    for (const json::value& one : named) {
      const std::ptrdiff_t at = position(merged, identity(one, schema.merge_key), schema.merge_key);
      if (at < 0) {
        merged.push_back(fresh(one));
      } else {
        json::value& here = merged[static_cast<std::size_t>(at)];
        here = object(std::move(here.get_object()), one.get_object(), schema.element);
      }
    }
    return ordered(std::move(merged), live, named, schema.merge_key);
  }

  static json::array plain_list(json::array live, const json::array& patch) {
    json::array merged = live;
    for (const json::value& one : patch) {
      if (position(merged, &one, "") < 0) merged.push_back(one);
    }
    return ordered(std::move(merged), live, patch, "");
  }

  static void erase(json::array& from, const json::value* identity_of, const std::string& key) {
    for (std::ptrdiff_t at = position(from, identity_of, key); at >= 0; at = position(from, identity_of, key))
      from.erase(from.begin() + at);
  }

  // The directives that stand beside a list and speak about it.
  void arrange(json::object& live, const json::object& before, std::string_view key, const json::value& order,
               const Schema* schema) {
    const bool deletes = key.starts_with(kDeletePlain);
    if (!deletes && !key.starts_with(kSetOrder)) return;
    const std::string_view name = key.substr(deletes ? kDeletePlain.size() : kSetOrder.size());
    if (!order.is_array()) return refuse(std::string(key) + " is not a list");
    const auto found = live.find(name);
    if (found == live.end() || !found->value().is_array()) return;
    json::array& list = found->value().get_array();
    if (deletes) {
      for (const json::value& one : order.get_array())
        erase(list, &one, "");
      return;
    }
    const Schema* of_list = field_schema(schema, name);
    const std::string merge_key = of_list == nullptr ? std::string() : of_list->merge_key;
    list = ordered(std::move(list), list_at(before, name), order.get_array(), merge_key);
  }
};

}  // namespace

Result<json::object, PatchError> strategic_patch(json::object document, const json::object& patch,
                                                 const Schema& schema) {
  Merge merge;
  json::object merged = merge.object(std::move(document), patch, &schema);
  if (!merge.broken.empty()) return fail(PatchError{PatchError::Kind::malformed, merge.broken});
  return merged;
}

}  // namespace herald::apiserver
