#include "speaker/node_addresses.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

void put(Snapshot& snapshot, const std::string& name, const std::vector<std::string>& addresses) {
  model::Node node = bench::node(name);
  for (const std::string& address : addresses)
    node.addresses.push_back(ip(address));
  Snapshot::Touched touched;
  static_cast<void>(snapshot.see(node, touched));
}

TEST(NodeAddressesAtStake, AreThoseThatAServiceHasOrAPoolLists) {
  Snapshot snapshot("");
  put(snapshot, "a", {"10.0.0.1", "192.0.2.1"});
  put(snapshot, "b", {"192.0.2.2", "198.51.100.2"});
  EXPECT_THAT(node_addresses_at_stake(snapshot, {}), IsEmpty());
  Snapshot::Touched touched;
  snapshot.see(bench::service("web", {"192.0.2.2", "192.0.2.3"}), touched);
  const PoolBook pools(*bench::config_of({bench::pool("lan", "10.0.0.0/24")}));
  EXPECT_THAT(node_addresses_at_stake(snapshot, pools),
              ElementsAre(Pair(ip("10.0.0.1"), "a"), Pair(ip("192.0.2.2"), "b")));
}

TEST(NodeAddressesAtStake, OfSeveralNodesTheFirstIsNamed) {
  Snapshot snapshot("");
  put(snapshot, "b", {"10.0.0.1"});
  put(snapshot, "a", {"10.0.0.1"});
  const PoolBook pools(*bench::config_of({bench::pool("lan", "10.0.0.0/24")}));
  EXPECT_THAT(node_addresses_at_stake(snapshot, pools), ElementsAre(Pair(ip("10.0.0.1"), "a")));
}

}  // namespace
}  // namespace herald::speaker
