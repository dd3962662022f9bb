// {match-labels, match-expressions[]}, with the rules of Kubernetes for labels.
#include "config/drafts.h"
#include "config/keys.h"
#include "config/readers.h"

#include <algorithm>

namespace herald::config {
namespace {

using model::SelectorOperator;
using model::SelectorTerm;

const OneOf<SelectorOperator> kOperator{{{"In", SelectorOperator::in},
                                         {"NotIn", SelectorOperator::not_in},
                                         {"Exists", SelectorOperator::exists},
                                         {"DoesNotExist", SelectorOperator::does_not_exist}}};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Up to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends.
bool is_label_name(std::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back()) && std::ranges::all_of(text, allowed);
}

// "rack" or "topology.kubernetes.io/zone"
bool is_label_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_label_name(text);
  const std::string_view prefix = text.substr(0, slash);
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; };
  return !prefix.empty() && prefix.size() <= 253 && std::ranges::all_of(prefix, allowed) &&
         is_label_name(text.substr(slash + 1));
}

struct LabelKey {
  std::optional<std::string> operator()(const Cursor& at) const {
    const auto text = scalar_text(at);
    if (!text) return std::nullopt;
    if (is_label_key(*text)) return std::string(*text);
    at.error(shown(*text) +
             " cannot be the key of a label; write one like rack or topology.kubernetes.io/zone");
    return std::nullopt;
  }
};

struct LabelValue {
  std::optional<std::string> operator()(const Cursor& at) const {
    if (at.node().kind == RawKind::null) return "";  // a label without a value
    const auto text = scalar_text(at);
    if (!text) return std::nullopt;
    if (text->empty() || is_label_name(*text)) return std::string(*text);
    at.error(shown(*text) +
             " cannot be the value of a label; Kubernetes allows up to 63 letters, digits, \"-\", \"_\" and "
             "\".\"");
    return std::nullopt;
  }
};

struct ReadMatchLabels {
  std::optional<model::Labels> operator()(const Cursor& at) const {
    if (at.node().kind != RawKind::map) {
      at.wrong_kind("a map (\"label: value\" lines)");
      return std::nullopt;
    }
    model::Labels out;
    for (const RawMember& member : at.node().members) {
      if (!is_label_key(member.key->text)) {
        at.report().error({member.key->at, at.path()},
                          shown(member.key->text) + " cannot be the key of a label");
        continue;
      }
      if (auto value = LabelValue{}(Cursor(at, member))) out.emplace(member.key->text, std::move(*value));
    }
    return out;
  }
};

void check_values(const Keys& keys, const SelectorTerm& term) {
  const bool wants_values = term.op == SelectorOperator::in || term.op == SelectorOperator::not_in;
  const bool has_values = keys.has("values") && !keys.is_empty_list("values");
  if (wants_values && !has_values)
    keys.at().error("In and NotIn need values; add the key \"values\" with a list");
  if (!wants_values && has_values)
    keys.error_at("values", "Exists and DoesNotExist look at the key alone; remove the values");
}

struct ReadTerm {
  std::optional<SelectorTerm> operator()(const Cursor& at) const {
    SelectorTerm term;
    std::vector<std::string> values;
    Keys keys(at);
    keys.required("key", term.key, LabelKey{});
    keys.required("operator", term.op, kOperator);
    keys.optional("values", values, ListOf{LabelValue{}});
    keys.finish();
    if (keys.intact({"operator"})) check_values(keys, term);
    term.values.insert(values.begin(), values.end());
    return term;
  }
};

}  // namespace

std::optional<model::LabelSelector> ReadSelector::operator()(const Cursor& at) const {
  model::LabelSelector selector;
  Keys keys(at);
  keys.optional("match-labels", selector.match_labels, ReadMatchLabels{});
  keys.optional("match-expressions", selector.match_expressions, ListOf{ReadTerm{}});
  keys.finish();
  return selector;
}

}  // namespace herald::config
