#include "lab/apiserver/journal_text.h"

#include "core/base/hash.h"

#include <charconv>
#include <map>

namespace herald::apiserver {
namespace {

constexpr std::size_t kSumDigits = 16;

std::string checksum(std::string_view payload) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::uint64_t hash = stable_hash(payload);
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4)
    text += kDigits[hash >> shift & 0xf];
  return text;
}

std::string record(const std::string& payload) {
  return checksum(payload) + " " + payload + "\n";
}

// The payload of a line that is whole and undamaged.
std::optional<std::string_view> payload_of(std::string_view line) {
  if (line.size() < kSumDigits + 2 || line[kSumDigits] != ' ') return std::nullopt;
  const std::string_view payload = line.substr(kSumDigits + 1);
  if (checksum(payload) != line.substr(0, kSumDigits)) return std::nullopt;
  return payload;
}

using Objects = std::map<kube::ObjectKey, Store::Object>;

bool apply_put(const json::object& entry, Objects& objects, Replayed& replayed) {
  auto object = restored(object_at(entry, "object"), std::string(text_at(entry, "resource")));
  if (!object) return false;
  replayed.version = std::max(replayed.version, object->meta.version);
  const kube::ObjectKey key = object->meta.key;
  objects.insert_or_assign(key, std::move(*object));
  return true;
}

bool apply(std::string_view payload, Objects& objects, Replayed& replayed) {
  std::string why;
  const auto value = parse_json(payload, why);
  if (!value) return false;
  const json::object& entry = as_object(*value);
  const std::string_view op = text_at(entry, "op");
  if (op == "put") return apply_put(entry, objects, replayed);
  if (op != "delete" && op != "version") return false;
  if (op == "delete") {
    objects.erase({std::string(text_at(entry, "resource")), std::string(text_at(entry, "namespace")),
                   std::string(text_at(entry, "name"))});
  }
  const auto version = static_cast<kube::Version>(number_at(entry, "version").value_or(0));
  replayed.version = std::max(replayed.version, version);
  return true;
}

bool any_good_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    if (payload_of(text.substr(0, end))) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::string journal_put(const Store::Object& object, const Resource& resource) {
  return record("{\"op\":\"put\",\"resource\":" + quoted(resource.full_name()) +
                ",\"object\":" + object_text(object, resource, resource.versions.front()) + "}");
}

std::string journal_version(kube::Version version) {
  return record("{\"op\":\"version\",\"version\":" + std::to_string(version) + "}");
}

std::string journal_record(const Store::Change& change, const Resource& resource) {
  if (change.type != kube::ChangeType::deleted) return journal_put(*change.after, resource);
  const kube::ObjectKey& key = change.after->meta.key;
  return record(to_text(json::object{{"op", "delete"},
                                     {"resource", key.resource},
                                     {"namespace", key.name_space},
                                     {"name", key.name},
                                     {"version", change.version()}}));
}

Result<Replayed, std::string> replay_journal(std::string_view text) {
  Replayed replayed;
  if (text.empty()) return replayed;
  if (!text.starts_with(kJournalHeader)) {
    // A header that was being written when the machine stopped.
    if (kJournalHeader.starts_with(text)) return replayed;
    return fail(std::string("it is no log of this server, or of another version of it"));
  }
  Objects objects;
  replayed.good_bytes = kJournalHeader.size();
  while (replayed.good_bytes < text.size()) {
    const std::string_view rest = text.substr(replayed.good_bytes);
    const std::size_t end = rest.find('\n');
    const auto payload = end == std::string_view::npos ? std::nullopt : payload_of(rest.substr(0, end));
    if (!payload || !apply(*payload, objects, replayed)) {
      const std::string_view after =
          end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      if (any_good_line(after)) {
        return fail("record " + std::to_string(replayed.records + 1) + " at byte " +
                    std::to_string(replayed.good_bytes) + " is damaged, and good records follow it");
      }
      break;
    }
    ++replayed.records;
    replayed.good_bytes += end + 1;
  }
  for (auto& [key, object] : objects)
    replayed.objects.push_back(std::move(object));
  return replayed;
}

}  // namespace herald::apiserver
