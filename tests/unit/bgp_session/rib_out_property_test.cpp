// Random wishes, sessions and refreshes, read at random moments: whenever a rib_out has nothing more to say,
// the router's table is what is wanted.
#include "core/base/random.h"
#include "core/bgp/rib_out.h"
#include "tests/unit/bgp_session/receiver.h"
#include "tests/unit/bgp_session/subject.h"

#include <map>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Prefix some_prefix(Random& random) {
  const auto number = static_cast<std::uint32_t>(random.below(40));
  const auto address = random.chance(1, 2) ? net::IpAddress::v4(0x0a000000 + number)
                                           : net::IpAddress::v6(net::U128{0x20010db8} << 96 | number);
  return *Prefix::make(address, address.bits() - static_cast<int>(random.below(3)));
}

struct Peer {
  explicit Peer(RouteTable& table) : rib(table) {}

  RibOut rib;
  Receiver receiver{};
  std::map<Prefix, std::uint32_t> wanted{};  // to MED
  Leaving leaving = Leaving::no;

  void want(Random& random) {
    const Prefix prefix = some_prefix(random);
    if (random.chance(1, 3)) {
      wanted.erase(prefix);
      return rib.unwant(prefix);
    }
    const auto med = static_cast<std::uint32_t>(random.below(3));
    wanted[prefix] = med;
    rib.want(prefix, {.med = med});
  }

  void leave(Leaving now) {
    leaving = now;
    rib.leave(now);
  }

  void connect(Random& random) {
    receiver = {};
    SessionSettings settings = settings_for_test();
    if (random.chance(1, 4)) settings.families = {net::Family::ipv6};
    auto agreed = *agree(settings, make_open(settings, false), their_open());
    if (random.chance(1, 2)) agreed.dialect.largest_sent = 4096;
    rib.up({.agreed = agreed, .local_as = settings.local_as, .local = local_for_test()});
  }

  void move(Random& random) {
    LocalAddresses local = local_for_test();
    if (random.chance(1, 3)) local.ipv6.reset();
    if (random.chance(1, 3)) local.ipv6 = net::IpAddress::v6(net::U128{0x20010db9} << 96 | 1);
    rib.move(local);
  }

  // Reads up to `most` messages. Whether there are no more.
  bool read(std::uint64_t most) {
    for (; most > 0; --most) {
      const auto message = rib.next_message();
      if (!message) return true;
      EXPECT_TRUE(receiver.take(*message, rib.outlet()->agreed.dialect));
    }
    return false;
  }

  void expect_equal() const {
    if (!rib.outlet()) return;
    std::map<Prefix, std::uint32_t> told;
    for (const auto& [prefix, attributes] : receiver.table)
      told[prefix] = attributes.med.value_or(99);
    auto carried = wanted;
    std::erase_if(carried, [&](const auto& entry) { return !rib.outlet()->carries(entry.first.family()); });
    if (leaving == Leaving::now) carried.clear();
    EXPECT_EQ(told, carried);
    for (const auto& [prefix, attributes] : receiver.table) {
      EXPECT_EQ(attributes.communities.size(), leaving == Leaving::soon ? 1U : 0U);
      EXPECT_EQ(attributes.next_hop,
                next_hop(prefix.family(), rib.outlet()->local, rib.outlet()->agreed.dialect).value());
    }
    EXPECT_EQ(rib.advertised(net::Family::ipv4) + rib.advertised(net::Family::ipv6), told.size());
  }
};

void act(Peer& peer, Random& random) {
  switch (random.below(20)) {
    case 0:
      return peer.connect(random);
    case 1:
      return random.chance(1, 4) ? peer.rib.down() : peer.rib.complete();
    case 2:
      if (random.chance(1, 2)) return peer.leave(static_cast<Leaving>(random.below(3)));
      return peer.rib.refresh(random.chance(1, 2) ? net::Family::ipv4 : net::Family::ipv6);
    case 3:
      return peer.move(random);
    case 4:
    case 5:
      static_cast<void>(peer.read(random.below(4)));
      return;
    default:
      return peer.want(random);
  }
}

void one_life(std::uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  RouteTable table;
  {
    Peer a(table);
    Peer b(table);
    for (int i = 0; i < 400; ++i) {
      Peer& peer = random.chance(1, 2) ? a : b;
      act(peer, random);
      if (random.chance(1, 10) && peer.read(1'000'000)) peer.expect_equal();
    }
    for (Peer* peer : {&a, &b}) {
      EXPECT_TRUE(peer->read(1'000'000));
      peer->expect_equal();
    }
  }
  EXPECT_EQ(table.prefixes.size(), 0U);
  EXPECT_EQ(table.attributes.size(), 0U);
}

TEST(RibOutProperty, TheRoutersTableBecomesWhatIsWanted) {
  for (std::uint64_t seed = 0; seed < 500 && !testing::Test::HasFailure(); ++seed)
    one_life(seed);
}

}  // namespace
}  // namespace herald::bgp
