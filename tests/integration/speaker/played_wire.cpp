#include "tests/integration/speaker/played_wire.h"

#include <chrono>
#include <utility>

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

void apply(const order::Want& order, WirePicture& picture) {
  ++picture.times_ordered[order.wanted.address.to_string()];
  picture.wanted[order.wanted.address.to_string()] = *order.wanted.eligible;
}
void apply(const order::Unwant& order, WirePicture& picture) {
  ++picture.times_ordered[order.address.to_string()];
  picture.wanted.erase(order.address.to_string());
}
void apply(const order::Roster& order, WirePicture& picture) {
  picture.roster.clear();
  for (const own::Member& member : order.members)
    picture.roster.insert(member.node);
}
void apply(const order::Layer2Settings& /*order*/, WirePicture& /*picture*/) {}
void apply(const order::Drain& order, WirePicture& picture) {
  picture.draining = order.draining;
}
void apply(const order::Macs& /*order*/, WirePicture& /*picture*/) {}
void apply(const order::Complete& /*order*/, WirePicture& picture) {
  picture.complete = true;
}

void apply(const bgp_order::PeerWanted& order, WirePicture& picture) {
  const std::string kept = order.missing ? " of before" : "";
  picture.peers[order.name] = order.waits_for_secret() ? "not there" : order.path.password + kept;
}
void apply(const bgp_order::PeerUnwanted& order, WirePicture& picture) {
  picture.peers.erase(order.name);
}
void apply(const bgp_order::PeersRenamed& order, WirePicture& picture) {
  auto before = std::exchange(picture.peers, {});
  for (auto& [name, password] : before) {
    const auto renamed = order.to.find(name);
    picture.peers[renamed == order.to.end() ? name : renamed->second] = std::move(password);
  }
}
void apply(const bgp_order::RouteWanted& order, WirePicture& picture) {
  picture.prefixes.insert(order.prefix.to_string());
}
void apply(const bgp_order::RouteUnwanted& order, WirePicture& picture) {
  picture.prefixes.erase(order.prefix.to_string());
}
void apply(const bgp_order::Drain& /*order*/, WirePicture& /*picture*/) {}
void apply(const bgp_order::Complete& /*order*/, WirePicture& /*picture*/) {}

}  // namespace

class WireStage::Port final : public WirePort {
 public:
  explicit Port(std::shared_ptr<WireStage> stage) : stage_(std::move(stage)) {}
  ~Port() override {
    const std::lock_guard lock(stage_->mutex_);
    stage_->reports_ = nullptr;
  }

  void push(order::Orders orders) override { take(orders); }
  void push(bgp_order::Orders orders) override { take(orders); }
  // The farewell of a wire that has nothing left.
  void stop() override {
    const std::lock_guard lock(stage_->mutex_);
    stage_->picture_.asked_to_stop = true;
    stage_->reports_->close();
    stage_->changed_.notify_all();
  }
  WireTotals totals() override { return {}; }
  std::vector<bgp_report::PeerStatus> peers() override { return {}; }

 private:
  template <class Orders>
  void take(const Orders& orders) {
    const std::lock_guard lock(stage_->mutex_);
    for (const auto& each : orders)
      std::visit([this](const auto& one) { speaker::apply(one, stage_->picture_); }, each);
    stage_->changed_.notify_all();
  }

  std::shared_ptr<WireStage> stage_;
};

WireFactory WireStage::factory(std::shared_ptr<WireStage> self) {
  return [self = std::move(self)](WirePortParts parts) -> Result<std::unique_ptr<WirePort>, std::string> {
    const std::lock_guard lock(self->mutex_);
    self->self_ = parts.self;
    self->keys_ = parts.cluster_keys;
    self->reports_ = &parts.reports;
    self->changed_.notify_all();
    return std::make_unique<Port>(self);
  };
}

bool WireStage::wait_for(const std::function<bool(const WirePicture&)>& seen) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return seen(picture_); });
}

WirePicture WireStage::picture() const {
  const std::lock_guard lock(mutex_);
  return picture_;
}

own::Member WireStage::self() const {
  const std::lock_guard lock(mutex_);
  return self_;
}

std::vector<std::string> WireStage::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

void WireStage::report(report::Report report) {
  const std::lock_guard lock(mutex_);
  ASSERT_NE(reports_, nullptr);
  EXPECT_EQ(reports_->push({std::move(report)}), runtime::Delivery::accepted);
}

}  // namespace herald::speaker
