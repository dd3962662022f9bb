#include "speaker/node_sets.h"

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

TEST(NodeSets, EqualSetsAreOneObject) {
  NodeSets sets;
  const NodeSetPtr first = sets.share({"a", "b"});
  EXPECT_EQ(first, sets.share({"a", "b"}));
  EXPECT_NE(first, sets.share({"a"}));
  EXPECT_EQ(*first, (own::NodeSet{"a", "b"}));
}

TEST(NodeSets, WhatNobodyUsesIsForgotten) {
  NodeSets sets;
  const NodeSetPtr kept = sets.share({"kept"});
  for (int i = 0; i < 10'000; ++i)
    static_cast<void>(sets.share({"n" + std::to_string(i)}));
  EXPECT_LT(sets.size(), 200U);
  EXPECT_EQ(kept, sets.share({"kept"}));
}

}  // namespace
}  // namespace herald::speaker
