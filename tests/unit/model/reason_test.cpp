#include "core/model/reason.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::model {
namespace {

// The names users meet and the documents promise: renaming one breaks alerts and scripts. In the enum's
// order.
constexpr std::string_view kPromised[] = {
    "Assigned",
    "Kept",
    "Shared",
    "PoolFull",
    "NoPoolAdmits",
    "NoPoolConfigured",
    "PoolUnknown",
    "PoolDisabled",
    "AddressTaken",
    "AddressOutsidePools",
    "AddressExcluded",
    "FamilyMismatch",
    "BadRequest",
    "ConflictingRequests",
    "SharingRefused",
    "AwaitingClusterIP",
    "PoolGone",
    "AddressInUseOnLan",
    "AddressLostOnLan",
    "NodeAddress",
    "ConfigMissing",
    "Announced",
    "NoReadyEndpoints",
    "NoNodeAdmits",
    "NoInterface",
    "AwaitingSpeaker",
    "AwaitingAnnouncer",
    "LocalPreferencesDiffer",
};

// all_reasons() is complete, in the enum's order, and each reason has its promised name.
TEST(Reason, NamesAreThePromisedOnes) {
  std::vector<std::string_view> names;
  for (const Reason reason : all_reasons())
    names.push_back(name(reason));
  EXPECT_THAT(names, testing::ElementsAreArray(kPromised));
  EXPECT_TRUE(std::ranges::is_sorted(all_reasons()));
  EXPECT_EQ(all_reasons().front(), Reason::assigned);
  EXPECT_EQ(all_reasons().back(), Reason::local_preferences_differ);
}

// No two reasons share a name.
TEST(Reason, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Reason reason : all_reasons())
    EXPECT_TRUE(names.insert(name(reason)).second) << name(reason);
}

// Names are CamelCase words, as reasons of Kubernetes conditions must be.
TEST(Reason, NamesSuitConditions) {
  for (const Reason reason : all_reasons()) {
    ASSERT_FALSE(name(reason).empty());
    EXPECT_TRUE(std::isupper(name(reason).front())) << name(reason);
    EXPECT_TRUE(std::ranges::all_of(name(reason), [](unsigned char c) { return std::isalpha(c) != 0; }));
  }
}

// A refusal is its reason and its sentence.
TEST(Refusal, ComparesBoth) {
  const Refusal full{Reason::pool_full, "pool \"lab\" is full"};
  EXPECT_EQ(full, (Refusal{Reason::pool_full, "pool \"lab\" is full"}));
  EXPECT_NE(full, (Refusal{Reason::pool_gone, "pool \"lab\" is full"}));
  EXPECT_NE(full, (Refusal{Reason::pool_full, "pool \"public\" is full"}));
}

}  // namespace
}  // namespace herald::model
