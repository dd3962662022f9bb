// Label selectors with the semantics of Kubernetes: all terms of a selector must hold (AND); the entries of a
// list of selectors are alternatives (OR); an empty selector holds for everything.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace herald::model {

using Labels = std::map<std::string, std::string, std::less<>>;

enum class SelectorOperator : std::uint8_t { in, not_in, exists, does_not_exist };

struct SelectorTerm {
  std::string key;
  SelectorOperator op = SelectorOperator::exists;
  std::set<std::string, std::less<>> values;  // for in and not_in

  // NotIn holds too when the label is absent, as in Kubernetes.
  [[nodiscard]] bool matches(const Labels& labels) const;

  friend auto operator<=>(const SelectorTerm&, const SelectorTerm&) = default;
};

struct LabelSelector {
  Labels match_labels;
  std::vector<SelectorTerm> match_expressions;

  [[nodiscard]] bool matches(const Labels& labels) const;

  friend auto operator<=>(const LabelSelector&, const LabelSelector&) = default;
};

// Whether any entry matches. An empty list matches nothing; callers for whom "no list" means "all" say so.
[[nodiscard]] bool any_matches(std::span<const LabelSelector> selectors, const Labels& labels);

}  // namespace herald::model
