// Metadata: whose object it is, and which version of it.
#include "kube/decode_fields.h"
#include "kube/decode_scan.h"
#include "kube/timestamp.h"

#include <algorithm>

namespace herald::kube {
namespace {

// Names end up in request paths, keys and log lines; no API server lets these through.
bool is_name(std::string_view text) {
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '/' || c == '%';
  };
  return std::ranges::none_of(text, bad) && text != "." && text != "..";
}

std::string name_text(const Fields& meta, std::string_view field) {
  std::string text = meta.text(field);
  if (!is_name(text)) meta.refuse(field, "not a name");
  return text;
}

UnixSeconds created_at(const Fields& meta) {
  const auto text = meta.optional_text("creationTimestamp");
  if (!text) return {};
  const auto time = parse_time(*text);
  if (!time) meta.refuse("creationTimestamp", "not an RFC 3339 time");
  return time.value_or(UnixSeconds());
}

// The text of a plain string member of a metadata text.
std::string salvage_text(std::string_view metadata, std::string_view field, Scratch& scratch) {
  const auto member = find_member(metadata, field);
  if (!member) return {};
  const std::string document = "{\"v\":" + std::string(*member) + "}";
  const auto read = [](const Fields& root, std::string& value) { value = root.text("v"); };
  return read_document<std::string>(document, scratch, read).value_or(std::string());
}

}  // namespace

void read_meta(const Fields& root, Meta& meta) {
  if (!root.has("metadata")) root.refuse("metadata", "missing");
  root.with("metadata", [&](const Fields& fields) {
    meta.key = {name_text(fields, "namespace"), name_text(fields, "name")};
    if (meta.key.name.empty()) fields.refuse("name", "missing");
    meta.uid = name_text(fields, "uid");
    meta.resource_version = name_text(fields, "resourceVersion");
    meta.created = created_at(fields);
    meta.being_deleted = fields.has("deletionTimestamp");
  });
}

Decoded<Meta> decode_meta(std::string_view json, Scratch& scratch) {
  return read_document<Meta>(json, scratch, read_meta);
}

Decoded<std::string> decode_resource_version(std::string_view json, Scratch& scratch) {
  return read_document<std::string>(json, scratch, [](const Fields& root, std::string& version) {
    root.with("metadata", [&](const Fields& meta) { version = name_text(meta, "resourceVersion"); });
    if (version.empty()) root.refuse("metadata.resourceVersion", "missing");
  });
}

std::optional<Meta> salvage_meta(std::string_view json, Scratch& scratch) {
  const auto metadata = find_member(json, "metadata");
  if (!metadata) return std::nullopt;
  Meta meta;
  meta.key = {salvage_text(*metadata, "namespace", scratch), salvage_text(*metadata, "name", scratch)};
  meta.uid = salvage_text(*metadata, "uid", scratch);
  meta.resource_version = salvage_text(*metadata, "resourceVersion", scratch);
  const bool usable = !meta.key.name.empty() && is_name(meta.key.name) && is_name(meta.key.name_space) &&
                      is_name(meta.uid) && is_name(meta.resource_version);
  return usable ? std::optional(std::move(meta)) : std::nullopt;
}

}  // namespace herald::kube
