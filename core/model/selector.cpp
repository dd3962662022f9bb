#include "core/model/selector.h"

#include <algorithm>

namespace herald::model {

bool SelectorTerm::matches(const Labels& labels) const {
  const auto label = labels.find(key);
  const bool present = label != labels.end();
  switch (op) {
    case SelectorOperator::in:
      return present && values.contains(label->second);
    case SelectorOperator::not_in:
      return !present || !values.contains(label->second);
    case SelectorOperator::exists:
      return present;
    case SelectorOperator::does_not_exist:
      return !present;
  }
  return false;
}

bool LabelSelector::matches(const Labels& labels) const {
  const bool labels_hold = std::ranges::all_of(match_labels, [&](const auto& wanted) {
    const auto label = labels.find(wanted.first);
    return label != labels.end() && label->second == wanted.second;
  });
  return labels_hold && std::ranges::all_of(match_expressions,
                                            [&](const SelectorTerm& term) { return term.matches(labels); });
}

bool any_matches(std::span<const LabelSelector> selectors, const Labels& labels) {
  return std::ranges::any_of(selectors,
                             [&](const LabelSelector& selector) { return selector.matches(labels); });
}

}  // namespace herald::model
