#include "lab/apiserver/protobuf_body.h"

#include "kube/base64.h"
#include "kube/timestamp.h"

#include <optional>

namespace herald::apiserver {
namespace {

constexpr std::string_view kMagic("k8s\0", 4);
constexpr int kMostDepth = 64;

// One field as it stands on the wire.
struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // of a varint
  std::string_view bytes;   // of what has a length
  bool has_bytes = false;
};

class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  // Nothing at the end, and when the rest makes no sense: `broken` tells these apart.
  std::optional<Field> next() {
    if (rest_.empty() || broken) return std::nullopt;
    Field field;
    const std::uint64_t tag = varint();
    field.number = tag >> 3;
    switch (tag & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        field.bytes = take(varint());
        field.has_bytes = true;
        break;
      case 5:
        take(4);
        break;
      default:
        broken = true;
    }
    if (broken) return std::nullopt;
    return field;
  }

  bool broken = false;

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    broken = true;
    return 0;
  }

  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      broken = true;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

// Unlike JSON's omitempty, this format writes fields that are not set.
bool is_zero(const json::value& value) {
  if (value.is_string()) return value.get_string().empty();
  if (value.is_int64()) return value.get_int64() == 0;
  return value.is_null() || (value.is_bool() && !value.get_bool());
}

class Decoder {
 public:
  bool broken = false;

  json::object object(std::string_view bytes, const Schema& schema, int depth) {
    json::object made;
    if (depth > kMostDepth) broken = true;
    Reader reader(bytes);
    for (auto field = reader.next(); field && !broken; field = reader.next()) {
      const auto known = schema.wire.find(field->number);
      if (known != schema.wire.end()) member(made, known->second, *field, depth);
    }
    broken = broken || reader.broken;
    return made;
  }

 private:
  void member(json::object& in, const WireField& known, const Field& field, int depth) {
    const Schema& schema = *known.schema;
    if (schema.kind == SchemaKind::list) {
      make_list(in, known.name).push_back(value(*schema.element, field, depth));
    } else if (schema.kind == SchemaKind::map) {
      entry(make_object(in, known.name), *schema.element, field.bytes, depth);
    } else if (json::value made = value(schema, field, depth); known.keeps_zero || !is_zero(made)) {
      in[known.name] = std::move(made);
    }
  }

  void entry(json::object& map, const Schema& element, std::string_view bytes, int depth) {
    std::string key;
    json::value made = "";
    Reader reader(bytes);
    for (auto field = reader.next(); field; field = reader.next()) {
      if (field->number == 1) key = field->bytes;
      if (field->number == 2) made = value(element, *field, depth);
    }
    broken = broken || reader.broken;
    map[key] = std::move(made);
  }

  json::value value(const Schema& schema, const Field& field, int depth) {
    switch (schema.kind) {
      case SchemaKind::string:
        return json::value(json::string_view(field.bytes.data(), field.bytes.size()));
      case SchemaKind::bytes:
        return json::value(json::string(kube::to_base64(field.bytes)));
      case SchemaKind::integer:
        return static_cast<std::int64_t>(field.value);
      case SchemaKind::boolean:
        return field.value != 0;
      case SchemaKind::time:
        return time(field.bytes);
      case SchemaKind::int_or_string:
        return int_or_string(field.bytes);
      case SchemaKind::object:
        return object(field.bytes, schema, depth + 1);
      default:
        return nullptr;  // in no kind that a client sends in this form
    }
  }

  // Time { seconds = 1; nanos = 2 }; no fields at all is no time.
  json::value time(std::string_view bytes) {
    if (bytes.empty()) return nullptr;
    std::int64_t seconds = 0;
    Reader reader(bytes);
    for (auto field = reader.next(); field; field = reader.next()) {
      if (field->number == 1) seconds = static_cast<std::int64_t>(field->value);
    }
    broken = broken || reader.broken;
    return json::value(json::string(kube::format_time(UnixSeconds(seconds))));
  }

  // IntOrString { type = 1 (0: number, 1: text); intVal = 2; strVal = 3 }
  json::value int_or_string(std::string_view bytes) {
    bool is_text = false;
    std::int64_t number = 0;
    std::string_view text;
    Reader reader(bytes);
    for (auto field = reader.next(); field; field = reader.next()) {
      if (field->number == 1) is_text = field->value == 1;
      if (field->number == 2) number = static_cast<std::int32_t>(field->value);
      if (field->number == 3) text = field->bytes;
    }
    broken = broken || reader.broken;
    return is_text ? json::value(json::string_view(text.data(), text.size())) : json::value(number);
  }
};

// runtime.Unknown { typeMeta = 1 { apiVersion = 1; kind = 2 }; raw = 2 }
struct Envelope {
  std::string api_version;
  std::string kind;
  std::string_view raw;
};

std::optional<Envelope> open_envelope(std::string_view body) {
  if (!body.starts_with(kMagic)) return std::nullopt;
  Envelope envelope;
  Reader reader(body.substr(kMagic.size()));
  for (auto field = reader.next(); field; field = reader.next()) {
    if (field->number == 2) envelope.raw = field->bytes;
    if (field->number != 1) continue;
    Reader type(field->bytes);
    for (auto part = type.next(); part; part = type.next())
      (part->number == 1 ? envelope.api_version : envelope.kind) = part->bytes;
    if (type.broken) return std::nullopt;
  }
  if (reader.broken) return std::nullopt;
  return envelope;
}

}  // namespace

Result<json::value, std::string> protobuf_to_json(std::string_view body, const SchemaBook& book) {
  const auto envelope = open_envelope(body);
  if (!envelope) return fail(std::string("provided data does not appear to be a protobuf message"));
  const Schema* schema = book.find(envelope->kind);
  if (schema == nullptr || schema->wire.empty())
    return fail("no kind " + quoted(envelope->kind) + " is known here in protobuf form; send JSON");
  Decoder decoder;
  json::object object{{"kind", envelope->kind}, {"apiVersion", envelope->api_version}};
  json::object members = decoder.object(envelope->raw, *schema, 0);
  for (auto& member : members)
    object[member.key()] = std::move(member.value());
  if (decoder.broken) return fail(std::string("the protobuf message is damaged"));
  return object;
}

}  // namespace herald::apiserver
