#include "kube/object_store.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using Store = ObjectStore<std::string>;
constexpr UnixSeconds kNow{1'600'000'000};

ObjectKey service(const std::string& name, const std::string& name_space = "shop") {
  return {"services", name_space, name};
}

Store::Object made(Store& store, const ObjectKey& key, const std::string& body,
                   std::set<std::string> finalizers = {}) {
  return **store.create(key, body, kNow, std::move(finalizers));
}

std::string story(const std::vector<Store::Change>& changes) {
  std::string text;
  for (const auto& change : changes) {
    text += "+~-"[static_cast<int>(change.type)];
    text += change.after->meta.key.name + "@" + std::to_string(change.version()) + " ";
  }
  return text;
}

std::vector<std::string> names(const Store::Page& page) {
  std::vector<std::string> names;
  for (const auto& item : page.items)
    names.push_back(item->meta.key.name + "=" + item->body);
  return names;
}

TEST(ObjectStore, CreateFillsInWhatEveryObjectHas) {
  Store store(7);
  const auto first = made(store, service("a"), "one");
  const auto second = made(store, service("b"), "two");
  EXPECT_EQ(first.meta.version, 1u);
  EXPECT_EQ(second.meta.version, 2u);
  EXPECT_EQ(store.current_version(), 2u);
  EXPECT_EQ(first.meta.generation, 1);
  EXPECT_EQ(first.meta.created, kNow);
  EXPECT_FALSE(first.meta.deletion);
  EXPECT_NE(first.meta.uid, second.meta.uid);
  EXPECT_EQ(first.meta.uid.size(), 36u);
}

TEST(ObjectStore, TheSameSeedGivesTheSameUids) {
  Store one(7);
  Store same(7);
  Store other(8);
  EXPECT_EQ(made(one, service("a"), "").meta.uid, made(same, service("a"), "").meta.uid);
  EXPECT_NE(made(one, service("b"), "").meta.uid, made(other, service("b"), "").meta.uid);
}

TEST(ObjectStore, CreatingWhatExistsIsRefusedAndChangesNothing) {
  Store store(7);
  made(store, service("a"), "one");
  EXPECT_EQ(store.create(service("a"), "other", kNow).error(), StoreError::already_exists);
  EXPECT_EQ((*store.get(service("a")))->body, "one");
  EXPECT_EQ(store.current_version(), 1u);
  EXPECT_TRUE(store.create(service("a", "other"), "", kNow).has_value()) << "another namespace";
}

TEST(ObjectStore, AWriteSucceedsOnlyOnTheVersionItNames) {
  Store store(7);
  made(store, service("a"), "one");
  EXPECT_EQ((*store.update(service("a"), 1, {.body = "two", .finalizers = {}}))->meta.version, 2u);
  EXPECT_EQ(store.update(service("a"), 1, {.body = "three", .finalizers = {}}).error(), StoreError::conflict);
  EXPECT_EQ((*store.get(service("a")))->body, "two");
  EXPECT_EQ(store.current_version(), 2u);
  EXPECT_TRUE(store.update(service("a"), std::nullopt, {.body = "four", .finalizers = {}}).has_value());
  EXPECT_EQ((*store.get(service("a")))->body, "four");
}

TEST(ObjectStore, AWriteToWhatDoesNotExistIsNotFound) {
  Store store(7);
  EXPECT_EQ(store.update(service("a"), std::nullopt, {.body = "", .finalizers = {}}).error(),
            StoreError::not_found);
  EXPECT_EQ(store.remove(service("a"), {}, kNow).error(), StoreError::not_found);
  EXPECT_EQ(store.get(service("a")).error(), StoreError::not_found);
}

TEST(ObjectStore, AWriteThatChangesNothingMakesNoVersion) {
  Store store(7);
  made(store, service("a"), "one");
  EXPECT_EQ((*store.update(service("a"), 1, {.body = "one", .finalizers = {}}))->meta.version, 1u);
  EXPECT_EQ(store.current_version(), 1u);
}

TEST(ObjectStore, OnlyAChangeOfTheSpecBumpsTheGeneration) {
  Store store(7);
  made(store, service("a"), "one");
  EXPECT_EQ((*store.update(service("a"), {}, {.body = "status", .finalizers = {}}))->meta.generation, 1);
  EXPECT_EQ((*store.update(service("a"), {}, {.body = "spec", .spec_changed = true, .finalizers = {}}))
                ->meta.generation,
            2);
}

TEST(ObjectStore, UidAndCreationStayOverUpdatesButNotOverRecreation) {
  Store store(7);
  const auto first = made(store, service("a"), "one");
  const auto updated = *store.update(service("a"), {}, {.body = "two", .finalizers = {}});
  EXPECT_EQ(updated->meta.uid, first.meta.uid);
  ASSERT_TRUE(store.remove(service("a"), {}, kNow));
  EXPECT_NE(made(store, service("a"), "one").meta.uid, first.meta.uid);
}

TEST(ObjectStore, FinalizersHoldADeletedObjectUntilTheLastIsGone) {
  Store store(7);
  made(store, service("a"), "one", {"x", "y"});
  const auto marked = *store.remove(service("a"), {}, kNow);
  EXPECT_EQ(marked->meta.deletion, kNow);
  EXPECT_EQ(marked->meta.generation, 2);
  EXPECT_EQ((*store.remove(service("a"), {}, kNow))->meta.version, 2u) << "asking again changes nothing";
  ASSERT_TRUE(store.update(service("a"), {}, {.body = "one", .finalizers = std::set<std::string>{"y"}}));
  ASSERT_TRUE(store.get(service("a")));
  ASSERT_TRUE(store.update(service("a"), {}, {.body = "one", .finalizers = std::set<std::string>{}}));
  EXPECT_EQ(store.get(service("a")).error(), StoreError::not_found);
  EXPECT_EQ(story(*store.changes_since(0, "services")), "+a@1 ~a@2 ~a@3 -a@4 ");
}

TEST(ObjectStore, DeletionHonoursItsPreconditions) {
  Store store(7);
  const auto object = made(store, service("a"), "one");
  EXPECT_EQ(store.remove(service("a"), {.uid = "other", .version = {}}, kNow).error(), StoreError::conflict);
  EXPECT_EQ(store.remove(service("a"), {.uid = {}, .version = 9}, kNow).error(), StoreError::conflict);
  EXPECT_TRUE(store.remove(service("a"), {.uid = object.meta.uid, .version = 1}, kNow));
}

TEST(ObjectStore, ADeletionHasAVersionOfItsOwn) {
  Store store(7);
  made(store, service("a"), "one");
  EXPECT_EQ((*store.remove(service("a"), {}, kNow))->meta.version, 2u);
  const auto changes = *store.changes_since(1, "services");
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].type, ChangeType::deleted);
  EXPECT_EQ(changes[0].before->meta.version, 1u);
  EXPECT_EQ(changes[0].after->body, "one");
}

TEST(ObjectStore, AWatchSeesEverythingAfterItsVersionInOrder) {
  Store store(7);
  made(store, service("a"), "1");
  made(store, {"configmaps", "shop", "c"}, "1");
  ASSERT_TRUE(store.update(service("a"), {}, {.body = "2", .finalizers = {}}));
  made(store, service("b", "other"), "1");
  EXPECT_EQ(story(*store.changes_since(0, "services")), "+a@1 ~a@3 +b@4 ");
  EXPECT_EQ(story(*store.changes_since(1, "services")), "~a@3 +b@4 ");
  EXPECT_EQ(story(*store.changes_since(2, "services", "other")), "+b@4 ");
  EXPECT_EQ(story(*store.changes_since(4, "services")), "");
  EXPECT_EQ(story(*store.changes_since(0, "configmaps")), "+c@2 ");
}

TEST(ObjectStore, ACompactedHistoryRefusesOldWatchesOnly) {
  Store store(7);
  for (const char* name : {"a", "b", "c"})
    made(store, service(name), "");
  store.compact(2);
  EXPECT_EQ(store.oldest_watchable(), 2u);
  EXPECT_EQ(store.changes_since(1, "services").error(), StoreError::expired);
  EXPECT_EQ(story(*store.changes_since(2, "services")), "+c@3 ");
  store.compact(1);
  EXPECT_EQ(store.oldest_watchable(), 2u) << "compaction never goes back";
  store.compact(99);
  EXPECT_EQ(store.oldest_watchable(), 3u) << "nor beyond the present";
  EXPECT_EQ(store.list({.resource = "services", .name_space = {}, .from = {}})->items.size(), 3u);
}

TEST(ObjectStore, ListsByResourceAndNamespaceInTheOrderOfTheKeys) {
  Store store(7);
  made(store, service("b"), "2");
  made(store, service("a"), "1");
  made(store, service("z", "other"), "3");
  made(store, {"configmaps", "shop", "c"}, "");
  made(store, {"zebras", "shop", "d"}, "");
  const auto all = *store.list({.resource = "services", .name_space = {}, .from = {}});
  EXPECT_EQ(names(all), (std::vector<std::string>{"z=3", "a=1", "b=2"}));
  EXPECT_EQ(all.version, 5u);
  EXPECT_FALSE(all.next);
  const auto some = *store.list({.resource = "services", .name_space = "shop", .from = {}});
  EXPECT_EQ(names(some), (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_TRUE(names(*store.list({.resource = "pods", .name_space = {}, .from = {}})).empty());
}

TEST(ObjectStore, ThePagesOfOneListShowOneMoment) {
  Store store(7);
  for (const char* name : {"a", "b", "c", "d"})
    made(store, service(name), "1");
  const auto first = *store.list({.resource = "services", .name_space = {}, .limit = 2, .from = {}});
  EXPECT_EQ(names(first), (std::vector<std::string>{"a=1", "b=1"}));
  EXPECT_EQ(first.remaining, 2u);
  ASSERT_TRUE(first.next);
  ASSERT_TRUE(store.update(service("c"), {}, {.body = "2", .finalizers = {}}));
  ASSERT_TRUE(store.update(service("c"), {}, {.body = "3", .finalizers = {}}));
  ASSERT_TRUE(store.remove(service("d"), {}, kNow));
  made(store, service("e"), "1");
  const auto second = *store.list({.resource = "services", .name_space = {}, .limit = 2, .from = first.next});
  EXPECT_EQ(names(second), (std::vector<std::string>{"c=1", "d=1"}));
  EXPECT_EQ(second.version, first.version);
  EXPECT_FALSE(second.next);
}

TEST(ObjectStore, AListWhoseMomentWasCompactedAwayHasExpired) {
  Store store(7);
  for (const char* name : {"a", "b", "c"})
    made(store, service(name), "1");
  const auto first = *store.list({.resource = "services", .name_space = {}, .limit = 1, .from = {}});
  made(store, service("d"), "1");
  store.compact(4);
  EXPECT_EQ(store.list({.resource = "services", .name_space = {}, .limit = 1, .from = first.next}).error(),
            StoreError::expired);
}

TEST(ObjectStore, AContinueTokenFromTheFutureIsInvalid) {
  Store store(7);
  EXPECT_EQ(
      store.list({.resource = "services", .name_space = {}, .from = ListContinue{5, service("a")}}).error(),
      StoreError::invalid_continue);
}

TEST(ObjectStore, WhatWasHandedOutNeverChanges) {
  Store store(7);
  made(store, service("a"), "one");
  const auto before = *store.get(service("a"));
  ASSERT_TRUE(store.update(service("a"), {}, {.body = "two", .finalizers = {}}));
  EXPECT_EQ(before->body, "one");
  EXPECT_EQ(before->meta.version, 1u);
}

TEST(ObjectMeta, ErrorsHaveTheNamesThatKubernetesGivesThem) {
  EXPECT_EQ(name(StoreError::already_exists), "AlreadyExists");
  EXPECT_EQ(name(StoreError::conflict), "Conflict");
  EXPECT_EQ(name(StoreError::expired), "Expired");
}

TEST(ObjectMeta, UidsLookLikeRandomUuids) {
  EXPECT_EQ(uid_text(0x0123456789abcdef, 0xfedcba9876543210), "01234567-89ab-4def-8edc-ba9876543210");
}

}  // namespace
}  // namespace herald::kube
