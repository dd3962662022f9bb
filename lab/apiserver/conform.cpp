#include "lab/apiserver/conform.h"

namespace herald::apiserver {
namespace {

std::string_view kind_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_:
      return "bool";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "number";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "array";
    case json::kind::object:
      return "object";
    case json::kind::null:
      break;
  }
  return "null";
}

std::string_view wanted(SchemaKind kind) {
  switch (kind) {
    case SchemaKind::string:
    case SchemaKind::bytes:
      return "string";
    case SchemaKind::integer:
      return "int32";
    case SchemaKind::number:
      return "float64";
    case SchemaKind::boolean:
      return "bool";
    case SchemaKind::time:
      return "Time";
    case SchemaKind::int_or_string:
      return "IntOrString";
    case SchemaKind::object:
      return "struct";
    case SchemaKind::map:
      return "map";
    case SchemaKind::list:
      return "slice";
    case SchemaKind::any:
      break;
  }
  return "any";
}

bool fits(const json::value& value, SchemaKind kind) {
  switch (kind) {
    case SchemaKind::string:
    case SchemaKind::bytes:
    case SchemaKind::time:
      return value.is_string();
    case SchemaKind::integer:
      return value.is_int64();
    case SchemaKind::number:
      return value.is_number();
    case SchemaKind::boolean:
      return value.is_bool();
    case SchemaKind::int_or_string:
      return value.is_int64() || value.is_string();
    case SchemaKind::object:
    case SchemaKind::map:
      return value.is_object();
    case SchemaKind::list:
      return value.is_array();
    case SchemaKind::any:
      break;
  }
  return true;
}

// Empty maps and lists are as good as none, and typed servers leave them out. An empty object is a value.
bool is_empty(const json::value& value, const Schema& schema) {
  if (schema.kind == SchemaKind::map) return value.is_object() && value.get_object().empty();
  return schema.kind == SchemaKind::list && value.is_array() && value.get_array().empty();
}

class Walk {
 public:
  Conformity found;

  void value(json::value& value, const Schema& schema, const std::string& path) {
    if (value.is_null() || !found.wrong_type.empty()) return;
    if (!fits(value, schema.kind)) {
      found.wrong_type = "json: cannot unmarshal " + std::string(kind_of(value)) + " into field " + path +
                         " of type " + std::string(wanted(schema.kind));
      return;
    }
    if (schema.kind == SchemaKind::object) return object(value.get_object(), schema, path);
    if (schema.kind == SchemaKind::map) return map(value.get_object(), *schema.element, path);
    if (schema.kind == SchemaKind::list) return list(value.get_array(), *schema.element, path);
  }

  void object(json::object& in, const Schema& schema, const std::string& path) {
    for (auto member = in.begin(); member != in.end();) {
      const std::string_view key = view(member->key());
      const Schema* known = schema.field(key);
      const std::string here = path.empty() ? std::string(key) : path + "." + std::string(key);
      if (known == nullptr && !schema.open) found.unknown.push_back(here);
      // In order: people read back what they wrote.
      if ((known == nullptr && !schema.open) || member->value().is_null()) {
        member = in.stable_erase(member);
        continue;
      }
      if (known != nullptr) value(member->value(), *known, here);
      member = known != nullptr && is_empty(member->value(), *known) ? in.stable_erase(member) : member + 1;
    }
  }

 private:
  void map(json::object& in, const Schema& schema, const std::string& path) {
    for (auto& member : in)
      value(member.value(), schema, path + "." + std::string(view(member.key())));
  }

  void list(json::array& in, const Schema& schema, const std::string& path) {
    std::size_t index = 0;
    for (json::value& one : in)
      value(one, schema, path + "[" + std::to_string(index++) + "]");
  }
};

}  // namespace

Conformity conform(json::object& object, const Schema& schema) {
  Walk walk;
  walk.object(object, schema, "");
  return std::move(walk.found);
}

}  // namespace herald::apiserver
