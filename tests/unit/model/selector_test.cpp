// Label selectors: the semantics are those of Kubernetes.
#include "core/model/selector.h"

#include <vector>

#include <gtest/gtest.h>

namespace herald::model {
namespace {

const Labels kWeb{{"app", "web"}, {"empty", ""}, {"zone", "a"}};

SelectorTerm term(std::string key, SelectorOperator op, std::set<std::string, std::less<>> values = {}) {
  return {std::move(key), op, std::move(values)};
}

LabelSelector selector(Labels labels, std::vector<SelectorTerm> terms = {}) {
  return {std::move(labels), std::move(terms)};
}

// The truth table of one term: each operator against a label that has a listed value, has another value, has
// the empty value, or is absent.
TEST(SelectorTerm, TruthTable) {
  using enum SelectorOperator;
  struct Case {
    SelectorTerm term;
    bool holds;
  };
  const Case cases[] = {
      {term("app", in, {"web"}), true},
      {term("app", in, {"api", "web"}), true},
      {term("app", in, {"api"}), false},
      {term("app", in, {"Web"}), false},
      {term("app", in, {}), false},
      {term("empty", in, {""}), true},
      {term("gone", in, {"web"}), false},
      {term("gone", in, {""}), false},
      {term("app", not_in, {"web"}), false},
      {term("app", not_in, {"api"}), true},
      {term("app", not_in, {}), true},
      {term("empty", not_in, {""}), false},
      {term("gone", not_in, {"web"}), true},
      {term("gone", not_in, {""}), true},
      {term("app", exists), true},
      {term("empty", exists), true},
      {term("gone", exists), false},
      {term("app", does_not_exist), false},
      {term("empty", does_not_exist), false},
      {term("gone", does_not_exist), true},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(test.term.matches(kWeb), test.holds)
        << test.term.key << " operator " << static_cast<int>(test.term.op);
  }
}

// Negations: NotIn is the opposite of In, DoesNotExist that of Exists, for every set of labels.
TEST(SelectorTerm, Negations) {
  using enum SelectorOperator;
  for (const Labels& labels :
       {Labels{}, Labels{{"k", ""}}, Labels{{"k", "1"}}, Labels{{"k", "2"}, {"x", "1"}}}) {
    EXPECT_NE(term("k", in, {"1"}).matches(labels), term("k", not_in, {"1"}).matches(labels));
    EXPECT_NE(term("k", exists).matches(labels), term("k", does_not_exist).matches(labels));
  }
}

// Key and value must both be equal; labels that are not asked for do not matter.
TEST(LabelSelector, MatchLabels) {
  EXPECT_TRUE(selector({{"app", "web"}}).matches(kWeb));
  EXPECT_TRUE(selector({{"app", "web"}, {"zone", "a"}}).matches(kWeb));
  EXPECT_TRUE(selector({{"empty", ""}}).matches(kWeb));
  EXPECT_FALSE(selector({{"app", "we"}}).matches(kWeb));
  EXPECT_FALSE(selector({{"ap", "web"}}).matches(kWeb));
  EXPECT_FALSE(selector({{"app", "web"}, {"zone", "b"}}).matches(kWeb));
  EXPECT_FALSE(selector({{"gone", ""}}).matches(kWeb)) << "an absent label is not an empty one";
}

// Every label and every term must hold: all eight combinations of one label and two terms.
TEST(LabelSelector, AllPartsMustHold) {
  for (int which = 0; which < 8; ++which) {
    const bool label = (which & 1) != 0;
    const bool first = (which & 2) != 0;
    const bool second = (which & 4) != 0;
    const LabelSelector all = selector({{"app", label ? "web" : "api"}},
                                       {term("zone", SelectorOperator::in, {first ? "a" : "b"}),
                                        term(second ? "zone" : "gone", SelectorOperator::exists)});
    EXPECT_EQ(all.matches(kWeb), label && first && second) << which;
  }
}

// An empty selector holds for everything, for no labels as well.
TEST(LabelSelector, EmptyHoldsForEverything) {
  EXPECT_TRUE(LabelSelector{}.matches(kWeb));
  EXPECT_TRUE(LabelSelector{}.matches({}));
  EXPECT_FALSE(selector({{"app", "web"}}).matches({}));
}

// Entries of a list are alternatives; an empty list matches nothing, an empty entry everything.
TEST(AnyMatches, EntriesAreAlternatives) {
  const LabelSelector yes = selector({{"app", "web"}});
  const LabelSelector no = selector({{"app", "api"}});
  const auto any = [](const std::vector<LabelSelector>& list) { return any_matches(list, kWeb); };
  EXPECT_FALSE(any({}));
  EXPECT_TRUE(any({yes}));
  EXPECT_FALSE(any({no}));
  EXPECT_TRUE(any({no, yes}));
  EXPECT_TRUE(any({yes, no}));
  EXPECT_FALSE(any({no, no}));
  EXPECT_TRUE(any({no, LabelSelector{}}));
}

// Two selectors are equal when all they say is equal, however the values were listed.
TEST(LabelSelector, Equality) {
  const auto one = selector({{"a", "b"}}, {term("k", SelectorOperator::in, {"1", "2"})});
  EXPECT_EQ(one, selector({{"a", "b"}}, {term("k", SelectorOperator::in, {"2", "1"})}));
  EXPECT_NE(one, selector({{"a", "c"}}, {term("k", SelectorOperator::in, {"1", "2"})}));
  EXPECT_NE(one, selector({{"a", "b"}}, {term("k", SelectorOperator::not_in, {"1", "2"})}));
  EXPECT_NE(one, selector({{"a", "b"}}, {term("k", SelectorOperator::in, {"1"})}));
  EXPECT_NE(one, selector({{"a", "b"}}));
}

}  // namespace
}  // namespace herald::model
