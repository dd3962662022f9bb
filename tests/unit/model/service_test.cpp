#include "core/model/service.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::model {
namespace {

Service service(std::int64_t created, std::string name_space, std::string name) {
  Service made;
  made.key = {std::move(name_space), std::move(name)};
  made.created = UnixSeconds(created);
  return made;
}

// As people write ports.
TEST(ServicePort, Prints) {
  EXPECT_EQ(to_string(ServicePort{Protocol::tcp, 80}), "80/TCP");
  EXPECT_EQ(to_string(ServicePort{Protocol::udp, 53}), "53/UDP");
  EXPECT_EQ(to_string(ServicePort{Protocol::sctp, 65535}), "65535/SCTP");
  EXPECT_EQ(to_string(ServicePort{}), "0/TCP");
}

// The same number under another protocol is another port.
TEST(ServicePort, ProtocolCounts) {
  EXPECT_NE((ServicePort{Protocol::tcp, 53}), (ServicePort{Protocol::udp, 53}));
  EXPECT_EQ((ServicePort{Protocol::udp, 53}), (ServicePort{Protocol::udp, 53}));
}

TEST(ServiceKey, Prints) {
  EXPECT_EQ((ServiceKey{"shop", "web"}).to_string(), "shop/web");
}

// Age decides; names only between Services of the same second, and the namespace before the name. The table
// is sorted, so every pair of it must compare as its places do: that makes older() a strict order.
TEST(Older, IsAStrictOrder) {
  const std::vector<Service> sorted{
      service(-1, "z", "z"), service(0, "z", "z"),  service(9, "b", "a"),  service(10, "a", "b"),
      service(10, "a", "c"), service(10, "b", "a"), service(10, "b", "b"), service(11, "a", "a"),
  };
  for (std::size_t a = 0; a < sorted.size(); ++a) {
    for (std::size_t b = 0; b < sorted.size(); ++b) {
      EXPECT_EQ(older(sorted[a], sorted[b]), a < b) << a << " " << b;
    }
  }
}

// Keys are compared part by part, not as one text: "a-b/c" sorts after "a/z" although '-' sorts before '/'.
TEST(Older, ComparesNamespacesWhole) {
  EXPECT_TRUE(older(service(1, "a", "z"), service(1, "a-b", "c")));
  EXPECT_FALSE(older(service(1, "a-b", "c"), service(1, "a", "z")));
}

// Nothing but age and key counts, above all nothing that an edit changes.
TEST(Older, IgnoresEverythingElse) {
  const Service plain = service(1, "a", "a");
  Service edited = plain;
  edited.labels["x"] = "y";
  edited.resource_version = "99";
  edited.ingress.push_back(net::IpAddress::v4(1));
  EXPECT_FALSE(older(plain, edited));
  EXPECT_FALSE(older(edited, plain));
  EXPECT_NE(plain, edited);
}

}  // namespace
}  // namespace herald::model
