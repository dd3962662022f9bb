#include "lab/apiserver/request.h"

#include <optional>
#include <vector>

namespace herald::apiserver {
namespace {

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// A percent sign that starts nothing is taken as it is, as browsers do.
std::string unescaped(std::string_view text, bool plus_is_space) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    if (low) {
      plain += static_cast<char>(*high * 16 + *low);
      i += 2;
    } else {
      plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> found;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view one = path.substr(0, slash);
    if (!one.empty()) found.push_back(unescaped(one, false));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return found;
}

// What follows /api/v1 or /apis/group/version.
void read_resource(Target& target, const std::vector<std::string>& parts, std::size_t next) {
  const auto part = [&](std::size_t index) { return index < parts.size() ? parts[index] : std::string(); };
  // "namespaces/x" alone is the Namespace itself, and so are its subresources.
  const bool of_namespace = part(next) == "namespaces" && parts.size() > next + 2 &&
                            part(next + 2) != "status" && part(next + 2) != "finalize";
  if (of_namespace) {
    target.name_space = part(next + 1);
    next += 2;
  }
  target.resource = part(next);
  target.name = part(next + 1);
  target.subresource = part(next + 2);
  if (parts.size() > next + 3) target.resource.clear();  // nothing here is that deep
}

std::string verb_of(std::string_view method, const Target& target) {
  const bool one = !target.name.empty();
  if (method == "GET" && one && !target.query.flag("watch")) return "get";
  if (method == "GET") return target.query.flag("watch") ? "watch" : "list";
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return one ? "delete" : "deletecollection";
  return {};
}

}  // namespace

Query::Query(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    if (!pair.empty()) values_.emplace(unescaped(pair.substr(0, equals), true), unescaped(value, true));
  }
}

std::string_view Query::get(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::string_view() : std::string_view(found->second);
}

bool Query::flag(std::string_view key) const {
  const std::string_view value = get(key);
  return has(key) && value != "0" && value != "false";
}

Target parse_target(std::string_view method, std::string_view text) {
  Target target;
  const std::size_t question = text.find('?');
  target.path = text.substr(0, question);
  if (question != std::string_view::npos) target.query = Query(text.substr(question + 1));
  const std::vector<std::string> parts = segments(target.path);
  if (parts.size() > 2 && parts[0] == "api") {
    target.version = parts[1];
    read_resource(target, parts, 2);
  } else if (parts.size() > 3 && parts[0] == "apis") {
    target.group = parts[1];
    target.version = parts[2];
    read_resource(target, parts, 3);
  }
  if (!target.resource.empty()) target.verb = verb_of(method, target);
  if (!target.verb.empty()) return target;
  for (const char c : method)
    target.verb += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return target;
}

}  // namespace herald::apiserver
