#include "lab/apiserver/journal_text.h"

#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;

class JournalText : public ApiTest {
 protected:
  JournalText() {
    cluster_.set_journal([this](const Store::Change& change, const Resource& resource) {
      text_ += journal_record(change, resource);
      return true;
    });
    create_service("a", R"({"type":"LoadBalancer","ports":[{"port":80}]})");
    post("/api/v1/namespaces/default/configmaps",
         R"({"metadata":{"name":"c","finalizers":["x/y"]},"data":{"k":"v"}})");
    create_service("b", R"({"ports":[{"port":80}]})");
    drop("/api/v1/namespaces/default/services/b");
    drop("/api/v1/namespaces/default/configmaps/c");
  }

  std::string text_{kJournalHeader};
};

TEST_F(JournalText, BringsEverythingBack) {
  const auto replayed = replay_journal(text_);
  ASSERT_TRUE(replayed) << replayed.error();
  EXPECT_EQ(replayed->version, cluster_.store().current_version());
  EXPECT_EQ(replayed->good_bytes, text_.size());
  ASSERT_EQ(replayed->objects.size(),
            2U);  // the ConfigMap is held by its finalizer; what was there before is not in it
  for (const Store::Object& object : replayed->objects) {
    const auto kept = cluster_.store().get(object.meta.key);
    ASSERT_TRUE(kept);
    kube::ObjectMeta meta = object.meta;
    meta.generation = (*kept)->meta.generation;  // these kinds do not show it, so it is not kept
    EXPECT_EQ(meta, (*kept)->meta);
    EXPECT_EQ(object.body, (*kept)->body);
  }
}

TEST_F(JournalText, ARestoredClusterGoesOn) {
  const auto replayed = replay_journal(text_);
  Cluster again({.service_ranges = {*net::Cidr::parse("10.96.0.0/16")}, .seed = 8});
  for (const Store::Object& object : replayed->objects)
    again.restore(object);
  again.resume_from(replayed->version);
  const auto service = again.store().get({"services", "default", "a"});
  ASSERT_TRUE(service);
  const auto address = net::IpAddress::parse(text_at((*service)->body.fields, "spec.clusterIP"));
  EXPECT_TRUE(again.numbers().in_use(*address));
  EXPECT_EQ(again.store().current_version(), replayed->version);
  EXPECT_EQ(again.store().changes_since(replayed->version - 1, "services").error(),
            kube::StoreError::expired);
}

// Wherever the machine stopped: what was whole before is there, and the cut is where the torn record began.
TEST_F(JournalText, ATornTailIsCutOffAtEveryByte) {
  for (std::size_t size = 0; size < text_.size(); ++size) {
    const auto replayed = replay_journal(std::string_view(text_).substr(0, size));
    ASSERT_TRUE(replayed) << size << ": " << replayed.error();
    ASSERT_LE(replayed->good_bytes, size);
    if (replayed->good_bytes > 0) ASSERT_EQ(text_[replayed->good_bytes - 1], '\n');
    ASSERT_EQ(text_.substr(replayed->good_bytes, size - replayed->good_bytes).find('\n'), std::string::npos);
  }
}

TEST_F(JournalText, DamageInTheMiddleIsNotPassedOver) {
  std::string damaged = text_;
  damaged[kJournalHeader.size() + 60] ^= 1;
  const auto replayed = replay_journal(damaged);
  ASSERT_FALSE(replayed);
  EXPECT_THAT(replayed.error(), HasSubstr("record 1 at byte 23 is damaged, and good records follow it"));
}

TEST_F(JournalText, DamageInTheLastRecordIsATornTail) {
  std::string damaged = text_;
  damaged[text_.size() - 5] ^= 1;
  const auto replayed = replay_journal(damaged);
  ASSERT_TRUE(replayed);
  EXPECT_LT(replayed->good_bytes, text_.size());
}

TEST(Journal, OtherFilesAreRefused) {
  EXPECT_FALSE(replay_journal("#!/bin/sh\n"));
  EXPECT_FALSE(replay_journal("herald-apiserver-log 2\n"));
  EXPECT_TRUE(replay_journal(""));
}

TEST(Journal, VersionsGoOnWithoutObjects) {
  const auto replayed = replay_journal(std::string(kJournalHeader) + journal_version(41));
  ASSERT_TRUE(replayed);
  EXPECT_EQ(replayed->version, 41U);
}

}  // namespace
}  // namespace herald::apiserver
