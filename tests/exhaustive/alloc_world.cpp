#include "tests/exhaustive/alloc_world.h"

#include <algorithm>

namespace herald::exhaustive {
namespace {

const model::Labels kNoLabels;

net::IpAddress address_of(int number) {
  const auto pool = static_cast<std::uint32_t>(number / kAddressesPerPool);
  const auto host = static_cast<std::uint32_t>(number % kAddressesPerPool + 1);
  return net::IpAddress::v4(10U << 24 | pool << 8 | host);
}

int number_of(net::IpAddress address) {
  const auto value = static_cast<int>(address.value() & 0xffff);
  return (value >> 8) * kAddressesPerPool + (value & 0xff) - 1;
}

std::string pool_name(int pool) {
  return pool == 0 ? "zero" : "one";
}

model::ServiceKey key_of(int number) {
  return {"n", std::string(1, static_cast<char>('a' + number))};
}

net::AddressBlock block(int first, int last) {
  return net::AddressBlock(*net::IpRange::make(address_of(first), address_of(last)));
}

alloc::PoolSpec spec_of(int pool, const PoolsSetting& setting) {
  const int first = pool * kAddressesPerPool;
  const auto& offered = setting.addresses[static_cast<std::size_t>(pool)];
  alloc::PoolSpec spec;
  spec.name = pool_name(pool);
  if (setting.by_exclude) spec.addresses.push_back(block(first, first + kAddressesPerPool - 1));
  for (int number = first; number < first + kAddressesPerPool; ++number) {
    const bool in = std::ranges::count(offered, number) != 0;
    if (setting.by_exclude && !in) spec.exclude.push_back(block(number, number));
    if (!setting.by_exclude && in) spec.addresses.push_back(block(number, number));
  }
  return spec;
}

std::vector<alloc::PoolSpec> specs_of(const PoolsSetting& setting) {
  std::vector<alloc::PoolSpec> specs;
  for (int pool = 0; pool < 2; ++pool) {
    if (!setting.addresses[static_cast<std::size_t>(pool)].empty()) specs.push_back(spec_of(pool, setting));
  }
  return specs;
}

// Services as users write them, before anything is in their status.
model::Service written(int number, const Variant& variant) {
  model::Service service;
  service.key = key_of(number);
  service.is_load_balancer = true;
  service.ip_families = {net::Family::ipv4};
  service.ports = {{model::Protocol::tcp, static_cast<std::uint16_t>(variant.port)}};
  if (variant.pool >= 0) service.annotations["lb.herald/address-pool"] = pool_name(variant.pool);
  if (variant.address >= 0)
    service.annotations["lb.herald/addresses"] = address_of(variant.address).to_string();
  if (variant.sharing_key) service.annotations.emplace("lb.herald/allow-shared-ip", "k");
  return service;
}

template <class Set>
bool meet(const Set& a, const Set& b) {
  return std::ranges::any_of(a, [&](const auto& item) { return b.contains(item); });
}

bool meets(const alloc::Waits& waits, const alloc::Waits& freed) {
  return meet(waits.room, freed.room) || meet(waits.sharing_keys, freed.sharing_keys) ||
         meet(waits.addresses, freed.addresses);
}

bool is_trouble(model::Reason reason) {
  return reason != model::Reason::assigned && reason != model::Reason::kept &&
         reason != model::Reason::shared;
}

}  // namespace

World::World() {
  configure(0);
}

model::Service World::service(int number) const {
  const Entry& entry = entries_[static_cast<std::size_t>(number)];
  model::Service service = written(number, kVariants[static_cast<std::size_t>(entry.variant)]);
  service.ingress = entry.ingress;
  if (!entry.pool_annotation.empty()) service.annotations["lb.herald/pool"] = entry.pool_annotation;
  return service;
}

// After an edit the Services that are concerned are reconsidered, and those that wait for something.
void World::configure(int setting) {
  setting_ = setting;
  for (const model::ServiceKey& key :
       allocator_.set_pools(specs_of(kSettings[static_cast<std::size_t>(setting)]))) {
    dirty_.insert(key.name[0] - 'a');
  }
  for (int number = 0; number < kServices; ++number) {
    const Entry& entry = entries_[static_cast<std::size_t>(number)];
    if (entry.variant >= 0 && entry.has_trouble) dirty_.insert(number);
  }
}

void World::restart() {
  allocator_ = alloc::Allocator();
  configure(setting_);
  for (int number = 0; number < kServices; ++number) {
    const Entry& entry = entries_[static_cast<std::size_t>(number)];
    if (entry.variant < 0) continue;
    allocator_.hold(key_of(number), alloc::read_demand(service(number), kNoLabels)->sharing, entry.ingress);
    dirty_.insert(number);
  }
}

void World::wake(const alloc::Waits& freed, int but) {
  for (int number = 0; number < kServices; ++number) {
    const Entry& entry = entries_[static_cast<std::size_t>(number)];
    if (number != but && entry.variant >= 0 && meets(entry.waits, freed)) dirty_.insert(number);
  }
}

// Both the old and the new address are held until the status is written, then only the new one.
void World::show(int number, const controller::Decision& decision) {
  Entry& entry = entries_[static_cast<std::size_t>(number)];
  std::vector<net::IpAddress> both = entry.ingress;
  both.insert(both.end(), decision.addresses.begin(), decision.addresses.end());
  wake(allocator_.hold(key_of(number), decision.sharing, both), number);
  entry.ingress = decision.addresses;
  wake(allocator_.hold(key_of(number), decision.sharing, decision.addresses), number);
  const bool stranded = !decision.pools.empty() && decision.pools.front().empty();
  if (!decision.pools.empty() && !stranded) entry.pool_annotation = decision.pools.front();
}

void World::reconsider(int number) {
  const controller::Decision decision =
      controller::plan({.service = service(number), .namespace_labels = kNoLabels, .allocator = allocator_});
  Entry& entry = entries_[static_cast<std::size_t>(number)];
  entry.reason = decision.reason;
  entry.has_trouble = is_trouble(decision.reason);
  entry.waits = decision.waits;
  show(number, decision);
}

void World::settle() {
  while (!dirty_.empty()) {
    const int number = *dirty_.begin();
    dirty_.erase(dirty_.begin());
    reconsider(number);
  }
}

void World::apply(const Operation& operation) {
  Entry& entry = entries_[static_cast<std::size_t>(operation.service)];
  switch (operation.kind) {
    case Operation::Kind::write:
      entry.variant = operation.variant;
      reconsider(operation.service);
      break;
    case Operation::Kind::remove:
      entry = {};
      wake(allocator_.release(key_of(operation.service)), operation.service);
      break;
    case Operation::Kind::configure:
      configure(operation.setting);
      break;
    case Operation::Kind::restart:
      restart();
      break;
  }
  settle();
}

std::optional<Shown> World::shown(int number) const {
  const Entry& entry = entries_[static_cast<std::size_t>(number)];
  if (entry.variant < 0) return std::nullopt;
  Shown shown;
  if (!entry.ingress.empty()) shown.address = number_of(entry.ingress.front());
  if (entry.has_trouble) shown.trouble = entry.reason;
  return shown;
}

}  // namespace herald::exhaustive
