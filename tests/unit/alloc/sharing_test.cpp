#include "core/alloc/sharing.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

using model::Protocol;
using model::TrafficPolicy;

struct Case {
  const char* what;
  SharingTerms one;
  SharingTerms other;
  std::string obstacle;  // empty: they may share
};

const std::vector<model::ServicePort> kHttp = {{Protocol::tcp, 80}};
const std::vector<model::ServicePort> kHttps = {{Protocol::tcp, 443}};
const std::vector<model::ServicePort> kBoth = {{Protocol::tcp, 80}, {Protocol::tcp, 443}};
const std::vector<model::ServicePort> kUdp80 = {{Protocol::udp, 80}};
constexpr auto kCluster = TrafficPolicy::cluster;
constexpr auto kLocal = TrafficPolicy::local;
const model::Labels kWeb = {{"app", "web"}};
const model::Labels kDns = {{"app", "dns"}};

const std::vector<Case> kCases = {
    {"same key, other port", {"k", kHttp, kCluster, kWeb}, {"k", kHttps, kCluster, kDns}, ""},
    {"same number, other protocol", {"k", kHttp, kCluster, {}}, {"k", kUdp80, kCluster, {}}, ""},
    {"no ports at all", {"k", {}, kCluster, {}}, {"k", kHttp, kCluster, {}}, ""},
    {"Local, equal selectors", {"k", kHttp, kLocal, kWeb}, {"k", kHttps, kLocal, kWeb}, ""},
    {"same port", {"k", kHttp, kCluster, {}}, {"k", kHttp, kCluster, {}}, "port 80/TCP is taken by it"},
    {"one of two ports",
     {"k", kBoth, kCluster, {}},
     {"k", kHttps, kCluster, {}},
     "port 443/TCP is taken by it"},
    {"other key", {"k", kHttp, kCluster, {}}, {"j", kHttps, kCluster, {}}, "its sharing key is \"j\""},
    {"no keys", {"", kHttp, kCluster, {}}, {"", kHttps, kCluster, {}}, "this Service names no sharing key"},
    {"no key there", {"k", kHttp, kCluster, {}}, {"", kHttps, kCluster, {}}, "it names no sharing key"},
    {"one Local",
     {"k", kHttp, kLocal, kWeb},
     {"k", kHttps, kCluster, kWeb},
     "its externalTrafficPolicy is another"},
    {"Local, other selector",
     {"k", kHttp, kLocal, kWeb},
     {"k", kHttps, kLocal, kDns},
     "its selector is another, and with externalTrafficPolicy Local both must be equal"},
};

TEST(Sharing, FollowsTheMatrix) {
  for (const Case& c : kCases) {
    EXPECT_EQ(sharing_obstacle(c.one, c.other), c.obstacle) << c.what;
    EXPECT_EQ(may_share(c.one, c.other), c.obstacle.empty()) << c.what;
    EXPECT_EQ(may_share(c.other, c.one), c.obstacle.empty()) << c.what << ", the other way round";
  }
}

TEST(Sharing, ClassesDecideAllButThePorts) {
  for (const Case& c : kCases) {
    if (c.one.key.empty() || c.other.key.empty()) continue;
    SharingTerms one = c.one;
    SharingTerms other = c.other;
    one.ports = kHttp;
    other.ports = kHttps;
    EXPECT_EQ(class_of(one) == class_of(other), may_share(one, other)) << c.what;
  }
}

}  // namespace
}  // namespace herald::alloc
