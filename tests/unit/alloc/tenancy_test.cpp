#include "core/alloc/tenancy.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

SharingTerms terms(std::string key, std::vector<std::uint16_t> ports) {
  SharingTerms made;
  made.key = std::move(key);
  for (const std::uint16_t port : ports)
    made.ports.push_back({model::Protocol::tcp, port});
  return made;
}

class TenancyTest : public testing::Test {
 protected:
  void add(HolderId id, SharingTerms with) {
    terms_[id] = std::move(with);
    tenancy_.add(id, terms_[id]);
  }
  void remove(HolderId id) {
    tenancy_.remove(id, terms_[id]);
    tenancy_.promote([&](HolderId other) -> const SharingTerms& { return terms_[other]; });
  }
  [[nodiscard]] bool is_rightful(HolderId id) { return tenancy_.tolerates(terms_[id], id); }

  Tenancy tenancy_;
  std::map<HolderId, SharingTerms> terms_;
};

TEST_F(TenancyTest, AnEmptyAddressWelcomesEveryone) {
  EXPECT_TRUE(tenancy_.empty());
  EXPECT_TRUE(tenancy_.welcomes(terms("", {80}), std::nullopt));
  EXPECT_EQ(tenancy_.open_to(), nullptr);
}

TEST_F(TenancyTest, ALoneTenantMayChangeHisTermsFreely) {
  add(1, terms("", {80}));
  EXPECT_TRUE(tenancy_.tolerates(terms("k", {443}), 1));
  EXPECT_FALSE(tenancy_.tolerates(terms("k", {443}), 2));
  EXPECT_FALSE(tenancy_.tolerates(terms("k", {443}), std::nullopt));
  EXPECT_EQ(tenancy_.open_to(), nullptr);
}

TEST_F(TenancyTest, SharersJoinOnFreePorts) {
  add(1, terms("k", {80}));
  add(2, terms("k", {443}));
  EXPECT_EQ(tenancy_.size(), 2U);
  EXPECT_EQ(tenancy_.open_to()->key, "k");
  EXPECT_TRUE(tenancy_.welcomes(terms("k", {53}), std::nullopt));
  EXPECT_FALSE(tenancy_.welcomes(terms("k", {53, 443}), std::nullopt));
  EXPECT_FALSE(tenancy_.welcomes(terms("j", {53}), std::nullopt));
  EXPECT_TRUE(tenancy_.tolerates(terms("k", {443, 8443}), 2)) << "his own ports do not stand in his way";
  EXPECT_EQ(tenancy_.on_one_of(terms("k", {53, 443}).ports, std::nullopt), 2U);
  EXPECT_EQ(tenancy_.on_one_of(terms("k", {53, 443}).ports, 2U), std::nullopt);
}

TEST_F(TenancyTest, WhoeverComesLaterAndDoesNotFitHasToLeave) {
  add(1, terms("k", {80}));
  add(2, terms("k", {80}));
  add(3, terms("k", {443}));
  EXPECT_TRUE(is_rightful(1));
  EXPECT_FALSE(is_rightful(2));
  EXPECT_TRUE(is_rightful(3));
  EXPECT_EQ(tenancy_.open_to(), nullptr) << "nobody moves in before he has left";
  EXPECT_FALSE(tenancy_.welcomes(terms("k", {53}), std::nullopt));
  remove(2);
  EXPECT_TRUE(tenancy_.welcomes(terms("k", {53}), std::nullopt));
}

TEST_F(TenancyTest, ATrespasserComesIntoHisRightWhenTheOthersLeave) {
  add(1, terms("", {80}));
  add(2, terms("k", {80}));
  add(3, terms("k", {80}));
  add(4, terms("k", {443}));
  EXPECT_EQ(tenancy_.tenants(), (std::vector<HolderId>{1, 2, 3, 4}));
  remove(1);
  EXPECT_TRUE(is_rightful(2)) << "the one who came first";
  EXPECT_FALSE(is_rightful(3));
  EXPECT_TRUE(is_rightful(4));
  remove(3);
  remove(2);
  EXPECT_TRUE(tenancy_.open_to() != nullptr);
  remove(4);
  EXPECT_TRUE(tenancy_.empty());
}

TEST_F(TenancyTest, GoesBackToALoneTenant) {
  add(1, terms("", {80}));
  add(2, terms("", {80}));
  EXPECT_EQ(tenancy_.size(), 2U);
  remove(2);
  EXPECT_EQ(tenancy_.tenants(), (std::vector<HolderId>{1}));
  EXPECT_TRUE(tenancy_.has(1));
  EXPECT_FALSE(tenancy_.has(2));
  remove(1);
  EXPECT_TRUE(tenancy_.empty());
}

TEST_F(TenancyTest, TheDigestFollowsTheSetOfPorts) {
  add(1, terms("k", {80}));
  const net::U128 with_80 = tenancy_.port_digest();
  add(2, terms("k", {443, 53}));
  Tenancy other;
  other.add(7, terms("k", {53, 80}));
  other.add(8, terms("k", {443}));
  EXPECT_TRUE(other.port_digest() == tenancy_.port_digest());
  remove(2);
  EXPECT_TRUE(tenancy_.port_digest() == with_80);
}

TEST_F(TenancyTest, CopiesAreIndependent) {
  add(1, terms("k", {80}));
  Tenancy copy = tenancy_;
  add(2, terms("k", {443}));
  EXPECT_EQ(copy.size(), 1U);
  EXPECT_EQ(tenancy_.size(), 2U);
  copy = tenancy_;
  remove(2);
  EXPECT_TRUE(copy.has(2));
}

}  // namespace
}  // namespace herald::alloc
