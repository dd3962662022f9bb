#include "core/alloc/demand.h"

#include "tests/unit/alloc/site.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

using model::FamilyPolicy;
using model::Reason;
constexpr auto kV4 = net::Family::ipv4;
constexpr auto kV6 = net::Family::ipv6;

model::Service service(model::Labels annotations = {}) {
  model::Service made;
  made.key = {"shop", "web"};
  made.ip_families = {kV4};
  made.annotations = std::move(annotations);
  return made;
}

Demand read(const model::Service& from) {
  auto demand = read_demand(from, {{"team", "a"}});
  EXPECT_TRUE(demand.has_value());
  return demand.value_or(Demand{});
}

std::string defect(const model::Service& from) {
  const auto demand = read_demand(from, {});
  if (demand) return "none";
  return std::string(model::name(demand.error().refusal.reason)) + ": " + demand.error().refusal.message;
}

TEST(Demand, TakesOverWhatJudgesNeed) {
  model::Service from = service();
  from.labels = {{"tier", "front"}};
  from.ports = {{model::Protocol::tcp, 443}, {model::Protocol::tcp, 80}, {model::Protocol::tcp, 443}};
  from.traffic_policy = model::TrafficPolicy::local;
  from.selector = {{"app", "web"}};
  const Demand demand = read(from);
  EXPECT_EQ(demand.service, from.key);
  EXPECT_EQ(demand.labels, from.labels);
  EXPECT_EQ(demand.namespace_labels, (model::Labels{{"team", "a"}}));
  EXPECT_EQ(demand.sharing, (SharingTerms{"",
                                          {{model::Protocol::tcp, 80}, {model::Protocol::tcp, 443}},
                                          model::TrafficPolicy::local,
                                          {{"app", "web"}}}));
}

TEST(Demand, ReadsOurAnnotationsAndTheOldOnes) {
  for (const std::string prefix : {"lb.herald/", "metallb.io/", "metallb.universe.tf/"}) {
    EXPECT_EQ(read(service({{prefix + "address-pool", " public "}})).request.pool, "public") << prefix;
    EXPECT_EQ(read(service({{prefix + "allow-shared-ip", "k"}})).sharing.key, "k") << prefix;
    const std::string addresses = prefix == "lb.herald/" ? "addresses" : "loadBalancerIPs";
    EXPECT_EQ(read(service({{prefix + addresses, "2001:db8::1 , 10.0.0.1"}})).request.addresses,
              ips({"10.0.0.1", "2001:db8::1"}))
        << prefix;
  }
  model::Service from = service();
  from.load_balancer_ip = "10.0.0.9";
  EXPECT_EQ(read(from).request.addresses, ips({"10.0.0.9"}));
}

TEST(Demand, AnEmptyAnnotationSaysNothing) {
  const Demand demand = read(service({{"lb.herald/address-pool", ""},
                                      {"lb.herald/addresses", " "},
                                      {"lb.herald/allow-shared-ip", ""},
                                      {"metallb.io/allow-shared-ip", "k"}}));
  EXPECT_FALSE(demand.request.pool);
  EXPECT_TRUE(demand.request.addresses.empty());
  EXPECT_EQ(demand.sharing.key, "k");
}

TEST(Demand, SourcesMayRepeatEachOther) {
  model::Service from = service({{"lb.herald/addresses", "10.0.0.1,2001:db8::1"},
                                 {"metallb.io/loadBalancerIPs", "2001:0db8::1,10.0.0.1"}});
  EXPECT_EQ(read(from).request.addresses, ips({"10.0.0.1", "2001:db8::1"}));
}

TEST(Demand, SourcesThatDisagreeAreAConflict) {
  EXPECT_EQ(defect(service({{"lb.herald/address-pool", "a"}, {"metallb.io/address-pool", "b"}})),
            "ConflictingRequests: lb.herald/address-pool says \"a\" but metallb.io/address-pool says \"b\"; "
            "make them agree or remove one");
  model::Service from = service({{"metallb.universe.tf/loadBalancerIPs", "10.0.0.1"}});
  from.load_balancer_ip = "10.0.0.2";
  EXPECT_EQ(defect(from).substr(0, 20), "ConflictingRequests:");
  EXPECT_EQ(defect(service({{"lb.herald/addresses", "10.0.0.1,2001:db8::1"},
                            {"metallb.io/loadBalancerIPs", "10.0.0.1"}}))
                .substr(0, 20),
            "ConflictingRequests:");
}

TEST(Demand, ConflictingKeysLeaveTheKeyInDoubt) {
  const auto demand =
      read_demand(service({{"lb.herald/allow-shared-ip", "a"}, {"metallb.io/allow-shared-ip", "b"}}), {});
  ASSERT_FALSE(demand.has_value());
  EXPECT_EQ(demand.error().refusal.reason, Reason::conflicting_requests);
  EXPECT_TRUE(demand.error().key_in_doubt);
  EXPECT_EQ(demand.error().sharing.key, "a");
  const auto other =
      read_demand(service({{"lb.herald/allow-shared-ip", "a"}, {"lb.herald/addresses", "x"}}), {});
  ASSERT_FALSE(other.has_value());
  EXPECT_FALSE(other.error().key_in_doubt);
  EXPECT_EQ(other.error().sharing.key, "a");
}

TEST(Demand, MalformedAddressesSayWhereAndWhat) {
  const std::string advice = "; write one address, or one IPv4 and one IPv6 address separated by a comma";
  for (const auto& [text, complaint] : std::vector<std::pair<std::string, std::string>>{
           {"10.0.0.256", "\"10.0.0.256\" is not an IP address"},
           {"10.0.0.1,", "\"\" is not an IP address"},
           {"10.0.0.1;10.0.0.2", "\"10.0.0.1;10.0.0.2\" is not an IP address"},
           {"10.0.0.1/32", "\"10.0.0.1/32\" is not an IP address"},
           {"10.0.0.1,10.0.0.2", "it names more than one IPv4 address"},
           {"10.0.0.1,10.0.0.1", "it names more than one IPv4 address"},
           {"::1,10.0.0.1,::2", "it names more than one IPv6 address"}}) {
    EXPECT_EQ(defect(service({{"lb.herald/addresses", text}})),
              "BadRequest: lb.herald/addresses: " + complaint + advice);
  }
  model::Service from = service();
  from.load_balancer_ip = "localhost";
  EXPECT_EQ(defect(from), "BadRequest: spec.loadBalancerIP: \"localhost\" is not an IP address" + advice);
}

struct FamilyCase {
  const char* what;
  std::vector<net::Family> listed;
  std::vector<net::IpAddress> cluster_ips;
  std::optional<FamilyPolicy> policy;
  net::Family primary;
  std::optional<net::Family> second;
  bool required;
};

TEST(Demand, DerivesFamilies) {
  const auto none = std::nullopt;
  const std::vector<FamilyCase> cases = {
      {"v4", {kV4}, {}, none, kV4, none, false},
      {"v6", {kV6}, {}, FamilyPolicy::single_stack, kV6, none, false},
      {"both, preferred", {kV4, kV6}, {}, FamilyPolicy::prefer_dual_stack, kV4, kV6, false},
      {"both, v6 first", {kV6, kV4}, {}, FamilyPolicy::require_dual_stack, kV6, kV4, true},
      {"preferred on a single-stack cluster", {kV4}, {}, FamilyPolicy::prefer_dual_stack, kV4, none, false},
      {"both, no policy", {kV4, kV6}, {}, none, kV4, kV6, false},
      {"required but not filled in yet", {kV6}, {}, FamilyPolicy::require_dual_stack, kV6, kV4, true},
      {"an old API server", {}, {ip("10.96.0.9")}, none, kV4, none, false},
      {"the order of cluster IPs", {}, {ip("fd00::9"), ip("10.96.0.9")}, none, kV6, kV4, false},
      {"the list goes before cluster IPs", {kV6}, {ip("10.96.0.9")}, none, kV6, none, false},
  };
  for (const FamilyCase& c : cases) {
    model::Service from = service();
    from.ip_families = c.listed;
    from.cluster_ips = c.cluster_ips;
    from.family_policy = c.policy;
    const FamilyNeed need = read(from).families;
    EXPECT_EQ(need.primary, c.primary) << c.what;
    EXPECT_EQ(need.second, c.second) << c.what;
    EXPECT_EQ(need.second_required, c.required) << c.what;
  }
}

TEST(Demand, WaitsForItsFamilies) {
  model::Service from = service({{"lb.herald/allow-shared-ip", "k"}});
  from.ip_families.clear();
  const auto demand = read_demand(from, {});
  ASSERT_FALSE(demand.has_value());
  EXPECT_EQ(demand.error().refusal.reason, Reason::awaiting_cluster_ip);
  EXPECT_EQ(demand.error().sharing.key, "k");
}

}  // namespace
}  // namespace herald::alloc
