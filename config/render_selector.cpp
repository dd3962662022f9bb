#include "config/render_objects.h"

namespace herald::config {
namespace {

std::string_view name_of(model::SelectorOperator op) {
  switch (op) {
    case model::SelectorOperator::in:
      return "In";
    case model::SelectorOperator::not_in:
      return "NotIn";
    case model::SelectorOperator::exists:
      return "Exists";
    case model::SelectorOperator::does_not_exist:
      return "DoesNotExist";
  }
  return "";
}

YamlText render_term(const model::SelectorTerm& term) {
  YamlText out = YamlText::map();
  out.add("key", YamlText::text(term.key));
  out.add("operator", YamlText::plain(std::string(name_of(term.op))));
  add_texts(out, "values", term.values);
  return out;
}

YamlText render_selector(const model::LabelSelector& selector) {
  YamlText out = YamlText::map();
  YamlText labels = YamlText::map();
  for (const auto& [key, value] : selector.match_labels)
    labels.add(key, YamlText::text(value));
  if (!labels.empty()) out.add("match-labels", std::move(labels));
  YamlText terms = YamlText::list();
  for (const model::SelectorTerm& term : selector.match_expressions)
    terms.add(render_term(term));
  if (!terms.empty()) out.add("match-expressions", std::move(terms));
  return out;
}

}  // namespace

YamlText render_selectors(const std::vector<model::LabelSelector>& selectors) {
  YamlText out = YamlText::list();
  for (const model::LabelSelector& selector : selectors)
    out.add(render_selector(selector));
  return out;
}

void add_flag(YamlText& out, std::string_view key, bool value, bool default_value) {
  if (value != default_value) out.add(key, YamlText::plain(value ? "true" : "false"));
}

void add_selectors(YamlText& out, std::string_view key, const std::vector<model::LabelSelector>& selectors) {
  if (!selectors.empty()) out.add(key, render_selectors(selectors));
}

}  // namespace herald::config
