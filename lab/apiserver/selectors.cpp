#include "lab/apiserver/selectors.h"

#include "lab/apiserver/names.h"

#include <algorithm>
#include <optional>

namespace herald::apiserver {
namespace {

using model::SelectorOperator;
using model::SelectorTerm;

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// At the commas that stand outside of parentheses.
std::vector<std::string_view> terms_of(std::string_view text) {
  std::vector<std::string_view> terms;
  int depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i < text.size() && (text[i] != ',' || depth > 0)) continue;
    if (const std::string_view term = trimmed(text.substr(from, i - from)); !term.empty())
      terms.push_back(term);
    from = i + 1;
  }
  return terms;
}

std::optional<SelectorTerm> set_term(std::string_view term) {
  const std::size_t open = term.find('(');
  if (open == std::string_view::npos || term.back() != ')') return std::nullopt;
  const std::string_view head = trimmed(term.substr(0, open));
  const std::size_t space = head.find_last_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = head.substr(space + 1);
  if (word != "in" && word != "notin") return std::nullopt;
  SelectorTerm found{.key = std::string(trimmed(head.substr(0, space))),
                     .op = word == "in" ? SelectorOperator::in : SelectorOperator::not_in,
                     .values = {}};
  std::string_view values = term.substr(open + 1, term.size() - open - 2);
  while (true) {
    const std::size_t comma = values.find(',');
    found.values.emplace(trimmed(values.substr(0, comma)));
    if (comma == std::string_view::npos) return found;
    values.remove_prefix(comma + 1);
  }
}

std::optional<SelectorTerm> label_term(std::string_view term) {
  if (auto set = set_term(term)) return set;
  if (term.front() == '!') {
    return SelectorTerm{
        .key = std::string(trimmed(term.substr(1))), .op = SelectorOperator::does_not_exist, .values = {}};
  }
  const std::size_t equals = term.find('=');
  if (equals == std::string_view::npos)
    return SelectorTerm{.key = std::string(term), .op = SelectorOperator::exists, .values = {}};
  const bool negated = equals > 0 && term[equals - 1] == '!';
  std::string_view value = term.substr(equals + 1);
  if (!value.empty() && value.front() == '=') value.remove_prefix(1);
  return SelectorTerm{.key = std::string(trimmed(term.substr(0, negated ? equals - 1 : equals))),
                      .op = negated ? SelectorOperator::not_in : SelectorOperator::in,
                      .values = {std::string(trimmed(value))}};
}

std::optional<FieldTerm> field_term(std::string_view term) {
  const std::size_t equals = term.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const bool negated = equals > 0 && term[equals - 1] == '!';
  std::string_view value = term.substr(equals + 1);
  if (!value.empty() && value.front() == '=') value.remove_prefix(1);
  return FieldTerm{.field = std::string(trimmed(term.substr(0, negated ? equals - 1 : equals))),
                   .value = std::string(trimmed(value)),
                   .equal = !negated};
}

// What each kind lets itself be selected by, besides name and namespace.
bool is_selectable(std::string_view field, const Resource& resource) {
  if (field == "metadata.name") return true;
  if (field == "metadata.namespace") return resource.namespaced;
  if (resource.kind == "Service") return field == "spec.type" || field == "spec.clusterIP";
  if (resource.kind == "Namespace") return field == "status.phase";
  if (resource.kind == "Node") return field == "spec.unschedulable";
  if (resource.kind == "Secret") return field == "type";
  if (resource.kind == "Pod") {
    return field == "spec.nodeName" || field == "status.phase" || field == "status.podIP" ||
           field == "spec.serviceAccountName" || field == "spec.restartPolicy";
  }
  if (resource.kind != "Event") return false;
  return field.starts_with("involvedObject.") || field == "reason" || field == "type" || field == "source" ||
         field == "reportingComponent";
}

std::string field_value(const Store::Object& object, const std::string& field) {
  if (field == "metadata.name") return object.meta.key.name;
  if (field == "metadata.namespace") return object.meta.key.name_space;
  if (field == "source") return std::string(text_at(object.body.fields, "source.component"));
  const json::value* value = at(object.body.fields, field);
  if (field == "spec.unschedulable")
    return value != nullptr && value->is_bool() && value->get_bool() ? "true" : "false";
  return value == nullptr ? std::string() : std::string(as_text(*value));
}

bool label_matches(const SelectorTerm& term, const json::object& labels) {
  const auto found = labels.find(term.key);
  const bool present = found != labels.end();
  const bool listed = present && term.values.contains(as_text(found->value()));
  switch (term.op) {
    case SelectorOperator::in:
      return listed;
    case SelectorOperator::not_in:
      return !listed;
    case SelectorOperator::exists:
      return present;
    case SelectorOperator::does_not_exist:
      return !present;
  }
  return false;
}

}  // namespace

bool Selection::matches(const Store::Object& object) const {
  const json::object& kept = object_at(object.body.fields, "metadata.labels");
  const bool labels_match = std::all_of(labels.begin(), labels.end(),
                                        [&](const SelectorTerm& term) { return label_matches(term, kept); });
  return labels_match && std::all_of(fields.begin(), fields.end(), [&](const FieldTerm& term) {
           return (field_value(object, term.field) == term.value) == term.equal;
         });
}

std::string_view Selection::pinned_name() const {
  for (const FieldTerm& term : fields) {
    if (term.field == "metadata.name" && term.equal) return term.value;
  }
  return {};
}

Result<Selection, std::string> parse_selection(std::string_view label_selector,
                                               std::string_view field_selector, const Resource& resource) {
  Selection selection;
  for (const std::string_view text : terms_of(label_selector)) {
    auto term = label_term(text);
    if (!term || !is_qualified_name(term->key))
      return fail("unable to parse requirement: invalid label selector term " + quoted(text));
    selection.labels.push_back(std::move(*term));
  }
  for (const std::string_view text : terms_of(field_selector)) {
    auto term = field_term(text);
    if (!term) return fail("invalid selector: " + quoted(text) + "; can't understand " + quoted(text));
    if (!is_selectable(term->field, resource)) return fail("field label not supported: " + term->field);
    selection.fields.push_back(std::move(*term));
  }
  return selection;
}

}  // namespace herald::apiserver
