#include "speaker/io/interface_survey.h"

#include "tests/unit/speaker_io/netlink_bytes.h"

#include <cerrno>
#include <cstring>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <optional>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

// Plays the kernel, which has eth0 and a default route of IPv4.
class InterfaceSurveyTest : public testing::Test {
 protected:
  InterfaceSurveyTest() { survey_.start_over(); }

  // What is asked now; nothing: no question is open.
  std::optional<std::uint16_t> asked() {
    const auto request = survey_.take_request();
    if (!request) return std::nullopt;
    nlmsghdr header;
    std::memcpy(&header, request->data(), sizeof(header));
    sequence_ = header.nlmsg_seq;
    return header.nlmsg_type;
  }

  void tell_link(std::uint16_t flags = NLM_F_MULTI) {
    ifinfomsg header{};
    header.ifi_type = ARPHRD_ETHER;
    header.ifi_index = 2;
    header.ifi_flags = IFF_UP | IFF_LOWER_UP;
    survey_.take(NetlinkBytes(RTM_NEWLINK, header, flags)
                     .attribute(IFLA_IFNAME, std::string_view("eth0"))
                     .attribute(IFLA_ADDRESS, std::vector<std::uint8_t>{2, 0, 0, 0, 0, 1})
                     .sequence(sequence_)
                     .take());
  }
  void tell_gateway() {
    rtmsg header{};
    header.rtm_family = AF_INET;
    header.rtm_type = RTN_UNICAST;
    header.rtm_table = RT_TABLE_MAIN;
    survey_.take(NetlinkBytes(RTM_NEWROUTE, header, NLM_F_MULTI)
                     .attribute(RTA_OIF, 2U)
                     .attribute(RTA_GATEWAY, std::vector<std::uint8_t>{192, 0, 2, 1})
                     .sequence(sequence_)
                     .take());
  }
  void done(std::uint16_t flags = NLM_F_MULTI) { finish(NLMSG_DONE, 0, flags); }
  void refuse(int error) { finish(NLMSG_ERROR, error, 0); }
  void break_off(int error) { finish(NLMSG_DONE, error, NLM_F_MULTI); }

  void answer_links_and_addresses() {
    ASSERT_EQ(asked(), RTM_GETLINK);
    tell_link();
    done();
    ASSERT_EQ(asked(), RTM_GETADDR);
    done();
  }
  // All that is asked, answered well.
  void answer_everything() {
    while (const auto subject = asked()) {
      if (subject == RTM_GETLINK) tell_link();
      done();
    }
  }
  [[nodiscard]] std::vector<std::string> interfaces() {
    std::vector<std::string> names;
    for (const InterfaceChange& change : table_.changes())
      if (const auto* one = std::get_if<Interface>(&change)) names.push_back(one->name);
    return names;
  }

  InterfaceTable table_;
  InterfaceSurvey survey_{table_};
  std::uint32_t sequence_ = 0;

 private:
  void finish(std::uint16_t type, int error, std::uint16_t flags) {
    survey_.take(NetlinkBytes(type, -error, flags).sequence(sequence_).take());
  }
};

TEST_F(InterfaceSurveyTest, AsksOneThingAfterTheOther) {
  for (const int subject : {RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETROUTE}) {
    EXPECT_FALSE(survey_.complete());
    EXPECT_EQ(asked(), subject);
    EXPECT_EQ(asked(), std::nullopt) << "not before the answer";
    done();
  }
  EXPECT_EQ(asked(), std::nullopt);
  EXPECT_TRUE(survey_.complete());
}

TEST_F(InterfaceSurveyTest, PutsTheAnswersIntoTheTable) {
  answer_links_and_addresses();
  ASSERT_EQ(asked(), RTM_GETROUTE);
  tell_gateway();
  done();
  answer_everything();
  const InterfaceChanges changes = table_.changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(std::get<Interface>(changes[0]).gateways, std::vector{net::IpAddress::v4(0xc0000201)});
}

// The kernel is out of memory: no answer, and not "there are no links".
TEST_F(InterfaceSurveyTest, ARefusedQuestionIsNoAnswer) {
  answer_everything();
  EXPECT_THAT(interfaces(), testing::ElementsAre("eth0"));
  for (const int error : {ENOBUFS, ENOMEM, EBUSY}) {
    survey_.start_over();
    ASSERT_EQ(asked(), RTM_GETLINK);
    refuse(error);
    EXPECT_TRUE(survey_.failed()) << error;
    EXPECT_FALSE(survey_.complete()) << error;
  }
  survey_.start_over();
  answer_everything();
  EXPECT_TRUE(survey_.complete());
  EXPECT_THAT(table_.changes(), testing::IsEmpty()) << "eth0 was there all the time";
}

TEST_F(InterfaceSurveyTest, AnAnswerThatBreaksOffIsNone) {
  ASSERT_EQ(asked(), RTM_GETLINK);
  tell_link();
  break_off(ENOMEM);
  EXPECT_TRUE(survey_.failed());
}

TEST_F(InterfaceSurveyTest, WhatWasLostIsAskedAnew) {
  ASSERT_EQ(asked(), RTM_GETLINK);
  survey_.lost();
  EXPECT_TRUE(survey_.failed());
  survey_.start_over();
  EXPECT_FALSE(survey_.failed());
  EXPECT_EQ(asked(), RTM_GETLINK);
}

TEST_F(InterfaceSurveyTest, AKernelWithoutIpv6HasNoRoutesOfIt) {
  answer_links_and_addresses();
  ASSERT_EQ(asked(), RTM_GETROUTE);
  done();
  ASSERT_EQ(asked(), RTM_GETROUTE);
  refuse(EAFNOSUPPORT);
  EXPECT_TRUE(survey_.complete());
}

TEST_F(InterfaceSurveyTest, AnInterruptedAnswerIsAskedForAgain) {
  ASSERT_EQ(asked(), RTM_GETLINK);
  tell_link(NLM_F_MULTI | NLM_F_DUMP_INTR);
  done();
  EXPECT_EQ(asked(), RTM_GETLINK);
  done();
  EXPECT_EQ(asked(), RTM_GETADDR);
}

TEST_F(InterfaceSurveyTest, AnswersToWhatWasGivenUpOnDoNotCount) {
  ASSERT_EQ(asked(), RTM_GETLINK);
  const std::uint32_t given_up = sequence_;
  survey_.start_over();
  ASSERT_EQ(asked(), RTM_GETLINK);
  sequence_ = given_up;
  refuse(ENOMEM);
  done();
  EXPECT_FALSE(survey_.failed());
  EXPECT_EQ(asked(), std::nullopt) << "the question is still open";
}

TEST_F(InterfaceSurveyTest, NewsBetweenTheAnswersCounts) {
  ASSERT_EQ(asked(), RTM_GETLINK);
  sequence_ = 0;
  tell_link(0);
  EXPECT_THAT(interfaces(), testing::ElementsAre("eth0"));
}

TEST_F(InterfaceSurveyTest, RoutesAreAskedForAlone) {
  answer_everything();
  survey_.ask_for_routes();
  EXPECT_FALSE(survey_.complete());
  EXPECT_EQ(asked(), RTM_GETROUTE);
  done();
  EXPECT_EQ(asked(), RTM_GETROUTE);
  done();
  EXPECT_TRUE(survey_.complete());
}

}  // namespace
}  // namespace herald::speaker::io
