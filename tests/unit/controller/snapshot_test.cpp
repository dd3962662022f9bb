#include "controller/snapshot.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

model::Service at(const std::string& version, const std::string& uid = "u") {
  model::Service service;
  service.key = {"shop", "a"};
  service.uid = uid;
  service.resource_version = version;
  return service;
}

TEST(Snapshot, TellsNewsFromRepetition) {
  Snapshot snapshot;
  EXPECT_EQ(snapshot.see(at("5")), Sighting::first);
  EXPECT_EQ(snapshot.see(at("5")), Sighting::repeated);
  EXPECT_EQ(snapshot.see(at("7")), Sighting::news);
  EXPECT_EQ(snapshot.see(at("9", "other")), Sighting::reborn);
}

// The example of the header.
TEST(Snapshot, WhatOurWritesReplacedIsStale) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  EXPECT_TRUE(snapshot.wrote("5", at("7")));
  EXPECT_TRUE(snapshot.wrote("7", at("9")));
  EXPECT_EQ(snapshot.see(at("5")), Sighting::stale);
  EXPECT_EQ(snapshot.see(at("7")), Sighting::stale);
  EXPECT_EQ(snapshot.find({"shop", "a"})->resource_version, "9");
  EXPECT_EQ(snapshot.see(at("9")), Sighting::repeated);
  EXPECT_EQ(snapshot.see(at("12")), Sighting::news);
}

TEST(Snapshot, AWatchThatSkipsOurVersionBringsNews) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  snapshot.wrote("5", at("7"));
  EXPECT_EQ(snapshot.see(at("12")), Sighting::news);
}

TEST(Snapshot, AnAnswerThatTheWatchHasOvertakenSaysNothing) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  snapshot.see(at("8"));
  EXPECT_FALSE(snapshot.wrote("5", at("7")));
  EXPECT_EQ(snapshot.find({"shop", "a"})->resource_version, "8");
}

TEST(Snapshot, APatchThatChangedNothingMakesNothingStale) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  EXPECT_TRUE(snapshot.wrote("5", at("5")));
  EXPECT_EQ(snapshot.see(at("5")), Sighting::repeated);
}

TEST(Snapshot, TheBuriedDoNotComeBackButTheirSuccessorsDo) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  snapshot.bury({"shop", "a"});
  EXPECT_EQ(snapshot.find({"shop", "a"}), nullptr);
  EXPECT_EQ(snapshot.see(at("6")), Sighting::stale);
  EXPECT_TRUE(snapshot.in_namespace("shop").empty());
  EXPECT_EQ(snapshot.see(at("9", "other")), Sighting::reborn);
  EXPECT_NE(snapshot.find({"shop", "a"}), nullptr);
}

TEST(Snapshot, TheBuriedAreLookedForWhenEverythingIsListedAnew) {
  Snapshot snapshot;
  snapshot.see(at("5"));
  snapshot.bury({"shop", "a"});
  snapshot.unbury();
  EXPECT_EQ(snapshot.see(at("6")), Sighting::news);
  EXPECT_EQ(snapshot.find({"shop", "a"})->resource_version, "6");
}

TEST(Snapshot, NamespacesSayWhetherTheyOrTheirLabelsAreNews) {
  Snapshot snapshot;
  EXPECT_FALSE(snapshot.knows_namespace("shop"));
  EXPECT_TRUE(snapshot.set_namespace("shop", {})) << "that there is one, is news";
  EXPECT_TRUE(snapshot.knows_namespace("shop"));
  EXPECT_FALSE(snapshot.set_namespace("shop", {}));
  EXPECT_TRUE(snapshot.set_namespace("shop", {{"a", "b"}}));
  EXPECT_FALSE(snapshot.set_namespace("shop", {{"a", "b"}}));
  EXPECT_EQ(snapshot.namespace_labels("shop").at("a"), "b");
  snapshot.forget_namespace("shop");
  EXPECT_FALSE(snapshot.knows_namespace("shop"));
}

}  // namespace
}  // namespace herald::controller
