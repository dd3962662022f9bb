#include "lab/cluster/slices.h"

#include "kube/decode.h"
#include "lab/apiserver/json.h"
#include "lab/proxy/objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

namespace json = boost::json;

const std::vector<Place>& places() {
  static const std::vector<Place> all = places_of({});
  return all;
}

json::object service(const char* text) {
  return json::parse(text).as_object();
}

// As the product's own decoder and the lab's proxy read it.
CarriedSlice read(const SliceText& slice) {
  kube::Scratch scratch;
  const auto decoded = kube::decode<CarriedSlice>(slice.body, scratch);
  EXPECT_TRUE(decoded) << slice.body;
  return decoded ? decoded->value : CarriedSlice{};
}

TEST(Slices, HaveOneForEachFamilyOfTheService) {
  const auto object = service(R"({"spec":{"clusterIPs":["10.233.52.85","fd00:10:233::abcd"],)"
                              R"("ports":[{"name":"http","port":80,"targetPort":8080,"protocol":"TCP"}]}})");
  const auto slices =
      slices_of({{"shop", "web"}, object}, places(), {.service = "shop/web", .pods = {{"node-2"}}});
  ASSERT_TRUE(slices);
  ASSERT_EQ(slices->size(), 2U);
  EXPECT_EQ(slices->at(0).addresses, "node-2 10.112.52.85\n");
  EXPECT_EQ(slices->at(1).addresses, "node-2 fd00:12::abcd\n");
  const CarriedSlice first = read(slices->at(0));
  EXPECT_EQ(first.service.to_string(), "shop/web");
  ASSERT_EQ(first.ports.size(), 1U);
  EXPECT_EQ(first.ports[0].number, 8080);
  ASSERT_EQ(first.backends.size(), 1U);
  EXPECT_EQ(first.backends[0].node, "node-2");
  EXPECT_TRUE(first.backends[0].ready);
}

TEST(Slices, SayHowEachPodIs) {
  const auto object =
      service(R"({"spec":{"clusterIPs":["10.233.0.9"],"ports":[{"port":53,"protocol":"UDP"}]}})");
  const auto slices = slices_of(
      {{"shop", "dns"}, object}, places(),
      {.service = "shop/dns", .pods = {{"node-1", PodState::unready}, {"node-3", PodState::terminating}}});
  ASSERT_TRUE(slices);
  const CarriedSlice slice = read(slices->front());
  ASSERT_EQ(slice.backends.size(), 2U);
  EXPECT_FALSE(slice.backends[0].ready || slice.backends[0].serving);
  EXPECT_FALSE(slice.backends[1].ready);
  EXPECT_TRUE(slice.backends[1].serving && slice.backends[1].terminating);
  EXPECT_EQ(slice.ports.at(0).number, 53);
  EXPECT_EQ(slice.ports.at(0).protocol, model::Protocol::udp);
}

TEST(Slices, AreRefusedForWhatCannotHavePods) {
  const auto headless = service(R"({"spec":{"clusterIPs":["None"],"ports":[]}})");
  EXPECT_FALSE(slices_of({{"shop", "web"}, headless}, places(), {.service = "shop/web", .pods = {}}));
  const auto object = service(R"({"spec":{"clusterIPs":["10.233.0.9"],"ports":[]}})");
  const auto elsewhere =
      slices_of({{"shop", "web"}, object}, places(), {.service = "shop/web", .pods = {{"node-9"}}});
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error(), "there is no node node-9");
}

}  // namespace
}  // namespace herald::lab
