#include "kube/token_gate.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;
using runtime::Access;
using runtime::Task;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kProm =
    R"({"status":{"authenticated":true,"user":{"username":"prom","uid":"7","groups":["g1","g2"]}}})";
const std::string kNobody = R"({"status":{"authenticated":false}})";
const std::string kYes = R"({"status":{"allowed":true}})";
const std::string kNo = R"({"status":{"allowed":false,"reason":"no rule"}})";

class TokenGateTest : public ClientTest {
 protected:
  void SetUp() override {
    start();
    gate_ = std::make_unique<TokenGate>(executor(), *endpoint_);
  }

  void TearDown() override {
    ClientTest::TearDown();
    gate_.reset();
  }

  Task<> judge_into(runtime::TokenUse use, Access& access) { access = co_await gate_->judge(std::move(use)); }

  Access judge(const std::string& token, const std::string& path = "/metrics") {
    Access access = Access::undecided;
    run(judge_into({token, "get", path}, access));
    return access;
  }

  std::unique_ptr<TokenGate> gate_;
  std::vector<Access> answers_;  // written to until everybody has left
};

TEST_F(TokenGateTest, AsksWhoItIsAndWhetherHeMay) {
  server_->replies = {answer(201, kProm), answer(201, kYes)};
  EXPECT_EQ(judge("sesame"), Access::allowed);
  ASSERT_EQ(server_->requests().size(), 2u);
  const std::string& who = server_->requests()[0];
  EXPECT_THAT(who, StartsWith("POST /apis/authentication.k8s.io/v1/tokenreviews HTTP/1.1\r\n"));
  EXPECT_THAT(who, HasSubstr(R"("spec":{"token":"sesame"})"));
  const std::string& may = server_->requests()[1];
  EXPECT_THAT(may, StartsWith("POST /apis/authorization.k8s.io/v1/subjectaccessreviews HTTP/1.1\r\n"));
  EXPECT_THAT(may, HasSubstr(R"("user":"prom","groups":["g1","g2"])"));
  EXPECT_THAT(may, HasSubstr(R"("nonResourceAttributes":{"path":"/metrics","verb":"get"})"));
  EXPECT_THAT(may, HasSubstr(R"("uid":"7")"));
}

TEST_F(TokenGateTest, NobodysTokenAndAKnownOneWithoutTheRight) {
  server_->replies = {answer(201, kNobody), answer(201, kProm), answer(201, kNo)};
  EXPECT_EQ(judge("made-up"), Access::unauthenticated);
  EXPECT_EQ(judge("known"), Access::forbidden);
}

TEST_F(TokenGateTest, AVerdictHoldsForItsPathAndForAWhile) {
  server_->replies = {answer(201, kProm), answer(201, kYes)};
  EXPECT_EQ(judge("sesame"), Access::allowed);
  clock_.advance(59s);
  EXPECT_EQ(judge("sesame"), Access::allowed);
  EXPECT_EQ(server_->requests().size(), 2u);
  server_->replies = {answer(201, kProm), answer(201, kNo)};
  EXPECT_EQ(judge("sesame", "/debug/state"), Access::forbidden) << "another path is another question";
  server_->replies = {answer(201, kNobody)};
  clock_.advance(1s);
  EXPECT_EQ(judge("sesame"), Access::unauthenticated) << "a withdrawn right counts after a minute";
  server_->replies = {answer(201, kProm), answer(201, kYes)};
  clock_.advance(10s);
  EXPECT_EQ(judge("sesame"), Access::allowed) << "a new right counts after ten seconds";
}

TEST_F(TokenGateTest, WithoutAnAnswerNobodyIsLetInAndNothingIsRemembered) {
  for (const std::string& no : {std::string("{}"), std::string(R"({"status":{"authenticated":true}})")}) {
    server_->replies = {answer(201, no)};
    EXPECT_EQ(judge("sesame"), Access::undecided) << no;
  }
  server_->replies = {answer(403, R"({"kind":"Status","reason":"Forbidden","message":"no rule"})")};
  EXPECT_EQ(judge("sesame"), Access::undecided);
  server_->replies = {answer(201, kProm), answer(500, "oops")};
  EXPECT_EQ(judge("sesame"), Access::undecided);
  EXPECT_EQ(gate_->remembered(), 0u);
  EXPECT_EQ(log_lines_.count("token_review_failed"), 1) << "once a minute";
  clock_.advance(1min);
  server_->replies = {answer(403, "{}")};
  EXPECT_EQ(judge("sesame"), Access::undecided);
  EXPECT_EQ(log_lines_.count("token_review_failed"), 2);
}

TEST_F(TokenGateTest, MadeUpTokensPushOutNobodyWhoWasLetIn) {
  server_->replies = {answer(201, kProm), answer(201, kYes)};
  EXPECT_EQ(judge("sesame"), Access::allowed);
  for (int i = 0; i < 300; ++i) {
    server_->replies = {answer(201, kNobody)};
    EXPECT_EQ(judge("made-up-" + std::to_string(i)), Access::unauthenticated);
  }
  EXPECT_EQ(gate_->remembered(), 128u);
  const std::size_t asked = server_->requests().size();
  EXPECT_EQ(judge("sesame"), Access::allowed);
  EXPECT_EQ(server_->requests().size(), asked);
}

TEST_F(TokenGateTest, ATokenOfAbsurdLengthIsNotEvenAskedAbout) {
  EXPECT_EQ(judge(std::string(8193, 'x')), Access::unauthenticated);
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(TokenGateTest, OnlySoManyQuestionsAtATime) {
  answers_.assign(9, Access::allowed);
  for (std::size_t i = 0; i < answers_.size(); ++i)
    asking_->spawn("judge", judge_into({"t" + std::to_string(i), "get", "/metrics"}, answers_[i]));
  settle();
  EXPECT_EQ(answers_[8], Access::undecided) << "the ninth is told at once";
  EXPECT_EQ(answers_[0], Access::allowed) << "the others still wait";
}

}  // namespace
}  // namespace herald::kube
