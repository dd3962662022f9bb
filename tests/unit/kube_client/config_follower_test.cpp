#include "kube/config_follower.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kGood = "address-pools:\n- {name: a, protocol: layer2, addresses: [192.0.2.0/24]}\n";
constexpr const char* kKept = "address-pools:\n- {name: kept, protocol: layer2, addresses: [192.0.2.0/24]}\n";
constexpr const char* kBad = "address-pools:\n- {name: a, protocol: layer3}\n";
constexpr const char* kNoneKept = R"({"kind":"Status","reason":"NotFound",)"
                                  R"("details":{"kind":"configmaps","name":"herald-config-last-good"}})";

std::string config_map(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '\n' ? "\\n" : std::string(1, c);
  return R"({"metadata":{"name":"x","namespace":"y","resourceVersion":"1"},"data":{"config":")" + escaped +
         R"("}})";
}

class ConfigFollowerTest : public ClientTest {
 protected:
  void SetUp() override {
    start();
    client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
    last_good_ = std::make_unique<LastGood>(executor(), *endpoint_, *client_, "herald-system", 1);
    follower_ = std::make_unique<ConfigFollower>(
        executor(), clock_,
        ConfigFollowerParts{
            .name = {"herald-system", "config"},
            .last_good = *last_good_,
            .logger = logger_,
            .tell = [this](const config::News& event) { told_.push_back(describe_event(event)); },
            .synced = [this](std::uint64_t ticket) { told_.push_back("=" + std::to_string(ticket)); }});
  }

  void TearDown() override {
    run(follower_->leave());
    ClientTest::TearDown();
  }

  std::string describe_event(const config::News& event) {
    if (const auto* changed = std::get_if<config::Changed>(&event)) {
      return (changed->text ? "changed " : "kept ") + changed->config->pools.at(0).spec.name;
    }
    if (const auto* rejected = std::get_if<config::Rejected>(&event)) {
      problems_ = rejected->problems;
      return "rejected";
    }
    return std::holds_alternative<config::Gone>(event) ? "gone" : "?";
  }

  void put(const std::string& text) {
    Object<ConfigMap> object;
    object.meta.resource_version = std::to_string(++version_);
    object.value.data["config"] = text;
    follower_->upserted(object);
  }

  // What is kept there is told all the same, a second later.
  void expect_asked_again_after(const Reply& refusal) {
    server_->replies = {refusal, answer(200, config_map(kKept))};
    follower_->synced(0);
    run_until([&] { return server_->requests().size() == 1; });
    settle();
    clock_.advance(std::chrono::seconds(1));
    run_until([&] { return told_.size() == 3; });
    EXPECT_EQ(told_.front(), "kept kept");
  }

  std::unique_ptr<ApiClient> client_;
  std::unique_ptr<LastGood> last_good_;
  std::unique_ptr<ConfigFollower> follower_;
  std::vector<std::string> told_;
  std::string problems_;
  int version_ = 0;
};

TEST_F(ConfigFollowerTest, AGoodOneIsToldAtOnceAndNothingIsFetched) {
  put(kGood);
  follower_->synced(0);
  EXPECT_THAT(told_, ElementsAre("changed a", "=0"));
  settle();
  EXPECT_EQ(server_->requests().size(), 0U);
}

TEST_F(ConfigFollowerTest, ABadOneAtStartComesBehindTheLastGoodOneAndBeforeTheEndOfTheList) {
  server_->replies = {answer(200, config_map(kKept))};
  put(kBad);
  follower_->synced(0);
  EXPECT_TRUE(told_.empty());
  run_until([&] { return told_.size() == 3; });
  EXPECT_THAT(told_, ElementsAre("kept kept", "rejected", "=0"));
  EXPECT_THAT(problems_, HasSubstr("config:2:3 address-pools[0]: "));
  EXPECT_THAT(problems_, HasSubstr("\nconfig:2:23 address-pools[0].protocol: "));
}

TEST_F(ConfigFollowerTest, AMissingOneToo) {
  server_->replies = {answer(200, config_map(kKept))};
  follower_->synced(0);
  run_until([&] { return told_.size() == 3; });
  EXPECT_THAT(told_, ElementsAre("kept kept", "gone", "=0"));
}

TEST_F(ConfigFollowerTest, WithoutALastGoodOneThereIsNone) {
  server_->replies = {answer(404, kNoneKept)};
  follower_->synced(0);
  run_until([&] { return told_.size() == 2; });
  EXPECT_THAT(told_, ElementsAre("gone", "=0"));
  EXPECT_EQ(follower_->present(), nullptr);
  put(kBad);
  EXPECT_EQ(told_.back(), "rejected");
  EXPECT_EQ(server_->requests().size(), 1U);  // it was asked for once
}

TEST_F(ConfigFollowerTest, ABadEditLaterFetchesNothing) {
  put(kGood);
  put(kBad);
  follower_->removed();
  put(kGood);
  EXPECT_THAT(told_, ElementsAre("changed a", "rejected", "gone", "changed a"));
  settle();
  EXPECT_EQ(server_->requests().size(), 0U);
}

TEST_F(ConfigFollowerTest, AGoodEditDuringTheFetchComesBehindIt) {
  server_->replies = {answer(200, config_map(kKept))};
  put(kBad);
  put(kGood);
  run_until([&] { return told_.size() == 3; });
  EXPECT_THAT(told_, ElementsAre("kept kept", "rejected", "changed a"));
}

TEST_F(ConfigFollowerTest, WhileTheServerIsAwayItIsAskedAgain) {
  expect_asked_again_after(answer(500, "{}"));
}

// Some proxy says "404" while it has no API server behind it: that is no word about what is kept there.
TEST_F(ConfigFollowerTest, WhoeverDoesNotKnowWhatWasAskedForIsAskedAgain) {
  expect_asked_again_after(answer(404, "default backend - 404"));
  EXPECT_EQ(log_lines_.count("last_good_unavailable"), 1);
}

TEST_F(ConfigFollowerTest, ALastGoodOneThatIsBadIsNone) {
  server_->replies = {answer(200, config_map(kBad))};
  follower_->synced(0);
  run_until([&] { return told_.size() == 2; });
  EXPECT_THAT(told_, ElementsAre("gone", "=0"));
  EXPECT_EQ(log_lines_.count("last_good_unavailable"), 1);
}

TEST_F(ConfigFollowerTest, WithoutTheKeyItSaysWhichKey) {
  server_->replies = {answer(404, kNoneKept)};
  follower_->upserted({});
  run_until([&] { return told_.size() == 1; });
  EXPECT_THAT(problems_, HasSubstr("no data key \"config\""));
}

TEST_F(ConfigFollowerTest, AListAnewOfTheSameIsNoNews) {
  put(kGood);
  --version_;
  put(kGood);
  follower_->synced(4);
  EXPECT_THAT(told_, ElementsAre("changed a", "=4"));
}

}  // namespace
}  // namespace herald::kube
