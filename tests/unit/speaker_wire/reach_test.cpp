#include "speaker/reach.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const net::IpAddress kGateway = net::IpAddress::parse("192.168.23.1").value();
constexpr l2::Link kEth0{l2::InterfaceIndex(2), net::MacAddress({2, 0, 0, 0, 0, 1})};

struct Subject {
  Reach reach;
  Instant now = Instant{} + seconds(1000);
  bool gateway_answers = true;
  int asked = 0;

  explicit Subject(bool with_gateway = true) {
    if (with_gateway) reach.set_gateways({{kEth0, kGateway}});
  }
  void run(Duration span) {
    const Instant end = now + span;
    while (reach.next_deadline() <= end) {
      now = std::max(now, reach.next_deadline());
      const auto gateways = reach.tick(now);
      asked += static_cast<int>(gateways.size());
      if (!gateways.empty() && gateway_answers) reach.answered(now, kGateway);
    }
    now = end;
  }
};

TEST(Reach, AsksNobodyUnlessIsolated) {
  Subject s;
  EXPECT_EQ(s.reach.next_deadline(), kNever);
  EXPECT_EQ(s.reach.cut_off(), std::nullopt);
}

TEST(Reach, AGatewayThatAnswersProvesTheLan) {
  Subject s;
  s.reach.isolated(s.now);
  s.run({});
  EXPECT_EQ(s.asked, 1);
  EXPECT_EQ(s.reach.cut_off(), false);
}

TEST(Reach, ThreeQuestionsWithoutAnAnswerAndItIsCutOff) {
  Subject s;
  s.gateway_answers = false;
  s.reach.isolated(s.now);
  s.run(milliseconds(299));
  EXPECT_EQ(s.asked, 3);
  EXPECT_EQ(s.reach.cut_off(), std::nullopt);
  s.run(milliseconds(1));
  EXPECT_EQ(s.reach.cut_off(), true);
}

TEST(Reach, ItGoesOnAskingAndFollowsWhatItHears) {
  Subject s;
  s.reach.isolated(s.now);
  s.run(seconds(10));
  EXPECT_EQ(s.reach.cut_off(), false);
  EXPECT_LE(s.asked, 20);
  s.gateway_answers = false;
  s.run(seconds(2));
  EXPECT_EQ(s.reach.cut_off(), true);
  s.gateway_answers = true;
  s.run(seconds(1));
  EXPECT_EQ(s.reach.cut_off(), false);
}

TEST(Reach, AnAnswerOfAnybodyElseIsNoProof) {
  Subject s;
  s.gateway_answers = false;
  s.reach.isolated(s.now);
  s.run(milliseconds(50));
  s.reach.answered(s.now, net::IpAddress::parse("192.168.23.2").value());
  s.run(seconds(1));
  EXPECT_EQ(s.reach.cut_off(), true);
}

TEST(Reach, WithNobodyToAskItIsNotCutOff) {
  Subject s(/*with_gateway=*/false);
  s.reach.isolated(s.now);
  s.run({});
  EXPECT_EQ(s.reach.cut_off(), false);
}

TEST(Reach, ASessionThatIsUpEndsIt) {
  Subject s;
  s.gateway_answers = false;
  s.reach.isolated(s.now);
  s.run(seconds(1));
  s.reach.connected();
  EXPECT_EQ(s.reach.cut_off(), false);
  EXPECT_EQ(s.reach.next_deadline(), kNever);
}

TEST(Reach, WithItsLinkDownItIsCutOffAtOnce) {
  Subject s;
  s.reach.set_link(s.now, /*down=*/true);
  s.reach.isolated(s.now);
  s.run({});
  EXPECT_EQ(s.reach.cut_off(), true);
  EXPECT_EQ(s.asked, 0);
  EXPECT_EQ(s.reach.next_deadline(), kNever);
}

// A gateway answers in a millisecond; the sessions of the others need longer, and they know what has been
// decided meanwhile.
TEST(Reach, WhenTheLinkComesBackTheOthersAreWaitedFor) {
  Subject s;
  s.reach.set_link(s.now, /*down=*/true);
  s.reach.isolated(s.now);
  s.run(seconds(5));
  s.reach.set_link(s.now, /*down=*/false);
  s.run(milliseconds(999));
  EXPECT_EQ(s.reach.cut_off(), true);
  s.run(milliseconds(101));
  EXPECT_EQ(s.reach.cut_off(), false);
}

// Not even a gateway that answers proves that nobody has taken over meanwhile.
TEST(Reach, WhoStoodStillIsCutOffUntilItIsBack) {
  Subject s;
  s.reach.presumed_dead(s.now);
  EXPECT_EQ(s.reach.cut_off(), true);
  s.run(milliseconds(999));
  EXPECT_EQ(s.reach.cut_off(), true);
  s.run(milliseconds(101));
  EXPECT_EQ(s.reach.cut_off(), false);
}

TEST(Reach, ASessionNeedNotWait) {
  Subject s;
  s.reach.set_link(s.now, /*down=*/true);
  s.reach.isolated(s.now);
  s.run(seconds(5));
  s.reach.set_link(s.now, /*down=*/false);
  s.run(milliseconds(120));
  s.reach.connected();
  EXPECT_EQ(s.reach.cut_off(), false);
}

}  // namespace
}  // namespace herald::speaker::wire
