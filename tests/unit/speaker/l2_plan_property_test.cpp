// Whatever happened, and in whatever order: what the wire loop was told, put together, is what one who learns
// everything at once would be told.
#include "core/base/random.h"
#include "speaker/l2_plan.h"
#include "tests/unit/speaker/cluster.h"

#include <map>

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bench::config_of;
using bench::Grade;
using bench::ip;

constexpr int kServices = 6;
constexpr int kAddresses = 5;
constexpr int kNodes = 4;
constexpr int kSteps = 400;

struct Told {
  own::NodeSet nodes;
  own::InterfaceNeed need;
  friend bool operator==(const Told&, const Told&) = default;
};
using Picture = std::map<net::IpAddress, Told>;

void carry_out(const order::Orders& orders, Picture& picture) {
  for (const order::Order& each : orders) {
    if (const auto* want = std::get_if<order::Want>(&each)) {
      picture.insert_or_assign(want->wanted.address, Told{*want->wanted.eligible, want->wanted.need});
    } else {
      // Nothing is taken back that was not asked for.
      EXPECT_EQ(picture.erase(std::get<order::Unwant>(each).address), 1U);
    }
  }
}

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {}

  void step() {
    switch (random_.below(8)) {
      case 0:
      case 1:
        return put_service();
      case 2:
        return change([&](auto& touched) { snapshot_.forget({"shop", pick("s", kServices)}, touched); });
      case 3:
      case 4:
        return put_endpoints();
      case 5:
        return put_node();
      case 6:
        return change([&](auto& touched) {
          if (snapshot_.forget_node(pick("n", kNodes), touched) == Snapshot::NodeChange::matters)
            plan_.nodes_changed(snapshot_);
        });
      default:
        return put_config();
    }
  }

  void settle() {
    order::Orders orders;
    plan_.settle(snapshot_, orders);
    carry_out(orders, picture_);
  }

  [[nodiscard]] const Picture& picture() const { return picture_; }

  // What one is told who starts now.
  [[nodiscard]] Picture from_scratch() const {
    Picture picture;
    if (config_ == nullptr) return picture;
    Layer2Plan fresh;
    fresh.configure(*config_, snapshot_);
    order::Orders orders;
    fresh.settle(snapshot_, orders);
    carry_out(orders, picture);
    return picture;
  }

 private:
  std::string pick(const std::string& prefix, int count) {
    return prefix + std::to_string(random_.below(static_cast<std::uint64_t>(count)));
  }

  template <class Change>
  void change(Change how) {
    Snapshot::Touched touched;
    how(touched);
    plan_.touch(touched);
  }

  void put_service() {
    std::vector<std::string> addresses;
    for (std::uint64_t i = random_.below(3); i > 0; --i)
      addresses.push_back(pick("10.0.0.", kAddresses));
    const auto policy = random_.chance(1, 2) ? model::TrafficPolicy::local : model::TrafficPolicy::cluster;
    const model::Service service = bench::service(pick("s", kServices), addresses, policy);
    change([&](auto& touched) { snapshot_.see(service, touched); });
  }

  void put_endpoints() {
    std::vector<model::Endpoint> all;
    for (std::uint64_t i = random_.below(4); i > 0; --i)
      all.push_back(bench::endpoint(pick("n", kNodes), static_cast<Grade>(random_.below(3))));
    EndpointsChanged event = bench::endpoints(pick("s", kServices), all);
    event.slice.name = pick("slice", kServices);
    change([&](auto& touched) { snapshot_.see(event.slice, event.endpoints, touched); });
  }

  void put_node() {
    model::Node node = bench::node(pick("n", kNodes), {{"rack", pick("", 2)}});
    node.network_unavailable = random_.chance(1, 5);
    if (random_.chance(1, 5)) node.addresses = {ip(pick("10.0.0.", kAddresses))};
    change([&](auto& touched) {
      if (snapshot_.see(node, touched) == Snapshot::NodeChange::matters) plan_.nodes_changed(snapshot_);
    });
  }

  // Pools that always list every address: what is stranded is remembered, and a start has no memory.
  void put_config() {
    config::Pool pool = bench::pool("lan", "10.0.0.0/24",
                                    random_.chance(1, 4) ? config::Protocol::bgp : config::Protocol::layer2);
    if (random_.chance(1, 2)) pool.node_selectors = {bench::selector("rack", pick("", 2))};
    if (random_.chance(1, 2)) pool.interfaces = {pick("eth", 2)};
    config_ = config_of({pool});
    plan_.configure(*config_, snapshot_);
  }

  Random random_;
  Snapshot snapshot_{""};
  Layer2Plan plan_;
  std::shared_ptr<const config::Config> config_;
  Picture picture_;
};

class Layer2PlanProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Layer2PlanProperty, DifferencesAddUpToTheWhole) {
  World world(GetParam());
  Random pauses(GetParam());
  std::size_t wanted = 0;
  for (int i = 0; i < kSteps; ++i) {
    world.step();
    if (pauses.chance(1, 2)) continue;  // several changes at once, too
    world.settle();
    ASSERT_EQ(world.picture(), world.from_scratch()) << "step " << i;
    wanted += world.picture().size();
  }
  EXPECT_GT(wanted, 100U) << "too little was wanted for this to say anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Layer2PlanProperty, testing::Range<std::uint64_t>(0, 40));

}  // namespace
}  // namespace herald::speaker
