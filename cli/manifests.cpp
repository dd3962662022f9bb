#include "cli/manifests.h"

#include "config/parse_yaml.h"
#include "config/text_check.h"

#include <initializer_list>
#include <optional>
#include <utility>

namespace herald::cli {
namespace {

// What a cluster's Services may need: a hundred times more than a configuration.
constexpr config::Limits kLimits{.text_bytes = std::size_t{64} << 20,
                                 .depth = 64,
                                 .nodes = 25'000'000,
                                 .flow_characters = std::size_t{20} << 20};

std::string scalar(const config::RawNode* node) {
  return node != nullptr && node->kind == config::RawKind::scalar ? node->text : std::string();
}

bool is_separator(std::string_view line) {
  return line.starts_with("---") &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

bool has_content(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start != std::string_view::npos && line[start] != '#') return true;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return false;
}

}  // namespace

const config::RawNode* member(const config::RawNode* node, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    if (node == nullptr || node->kind != config::RawKind::map) return nullptr;
    const config::RawMember* found = node->find(name);
    node = found == nullptr ? nullptr : found->value;
  }
  return node;
}

// Documents are cut at lines that begin with "---": inside a manifest such a line cannot stand at column 1.
Manifests::Manifests(std::string_view text) {
  text = config::without_byte_order_mark(text);
  std::size_t start = 0;
  int start_line = 0;
  int line_number = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (is_separator(text.substr(at, end - at))) {
      read_document(text.substr(start, at - start), start_line);
      start = std::min(end + 1, text.size());
      start_line = line_number + 1;
    }
    ++line_number;
    at = end + 1;
  }
  read_document(text.substr(start), start_line);
}

void Manifests::read_document(std::string_view text, int first_line) {
  if (!has_content(text)) return;
  config::Report report;
  config::check_text(text, kLimits, report);
  std::optional<config::RawDocument> document;
  if (!report.has_errors()) document = config::parse_yaml(text, kLimits, report);
  for (config::Diagnostic error : report.errors()) {
    error.line += first_line;
    errors_.push_back(std::move(error));
  }
  if (!document || document->root() == nullptr) return;
  documents_.push_back(std::move(*document));
  add(*documents_.back().root(), text, first_line);
}

void Manifests::add(const config::RawNode& node, std::string_view text, int first_line) {
  const std::string kind = scalar(member(&node, {"kind"}));
  const config::RawNode* items = member(&node, {"items"});
  if (kind.ends_with("List") && items != nullptr && items->kind == config::RawKind::list) {
    for (const config::RawNode* item : items->items)
      add(*item, text, first_line);
    return;
  }
  const std::string name_space = scalar(member(&node, {"metadata", "namespace"}));
  const std::string name = scalar(member(&node, {"metadata", "name"}));
  manifests_.push_back({.kind = kind,
                        .name = name_space.empty() ? name : name_space + "/" + name,
                        .line = node.at.line + first_line,
                        .node = &node,
                        .text = text,
                        .first_line = first_line});
}

}  // namespace herald::cli
