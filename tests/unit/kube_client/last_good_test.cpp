#include "kube/last_good.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class LastGoodTest : public ClientTest {
 protected:
  void SetUp() override {
    start();
    client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
    last_good_ = std::make_unique<LastGood>(executor(), *endpoint_, *client_, "herald-system", 1);
    asking_->spawn("save", last_good_->run());
  }

  std::unique_ptr<ApiClient> client_;
  std::unique_ptr<LastGood> last_good_;
};

TEST_F(LastGoodTest, PatchesWhatIsThere) {
  server_->replies = {answer(200, "{}")};
  last_good_->save("text");
  run_until([&] { return calls_.size() == 1; });
  EXPECT_THAT(server_->requests().at(0),
              StartsWith("PATCH /api/v1/namespaces/herald-system/configmaps/herald-config-last-good "));
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("config":"text")"));
}

TEST_F(LastGoodTest, CreatesWhatIsNot) {
  server_->replies = {answer(404, "{}"), answer(201, "{}")};
  last_good_->save("text");
  run_until([&] { return calls_.size() == 2; });
  EXPECT_THAT(server_->requests().at(1), StartsWith("POST /api/v1/namespaces/herald-system/configmaps "));
}

TEST_F(LastGoodTest, TriesAgainUntilANewerTextComes) {
  server_->replies = {answer(500, "{}"), answer(500, "{}"), answer(200, "{}")};
  last_good_->save("one");
  run_until([&] { return calls_.size() == 1; });
  settle();
  clock_.advance(std::chrono::seconds(1));
  run_until([&] { return calls_.size() == 2; });
  EXPECT_THAT(server_->requests().at(1), HasSubstr("one"));
  settle();
  last_good_->save("two");
  last_good_->save("three");
  run_until([&] { return calls_.size() == 3; });
  EXPECT_THAT(server_->requests().at(2), HasSubstr("three"));
  EXPECT_EQ(log_lines_.count("last_good_unsaved"), 2);
}

}  // namespace
}  // namespace herald::kube
