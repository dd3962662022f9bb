#include "speaker/pool_settings.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald::speaker {
namespace {

PoolSettingsPtr settings_of(const config::Pool& pool) {
  auto settings = std::make_shared<PoolSettings>();
  settings->pool = pool.spec.name;
  settings->protocol = pool.protocol;
  settings->node_selectors = pool.node_selectors;
  settings->advertisements = pool.advertisements;
  settings->interfaces = pool.interfaces;
  std::ranges::sort(settings->interfaces);
  const auto repeats = std::ranges::unique(settings->interfaces);
  settings->interfaces.erase(repeats.begin(), repeats.end());
  settings->need = interface_need(settings->interfaces);
  return settings;
}

PoolSettingsPtr settings_without_pool(config::Protocol protocol) {
  PoolSettings settings;
  settings.protocol = protocol;
  if (settings.in_bgp()) settings.advertisements.emplace_back();
  return std::make_shared<const PoolSettings>(std::move(settings));
}

}  // namespace

own::InterfaceNeed interface_need(const std::vector<std::string>& sorted_patterns) {
  std::uint64_t hash = 0;
  for (const std::string& pattern : sorted_patterns)
    hash = hash_combine(hash, stable_hash(pattern));
  return own::InterfaceNeed(hash);
}

PoolSettingsPtr default_settings(config::Protocol protocol) {
  static const std::array<PoolSettingsPtr, 3> defaults = {settings_without_pool(config::Protocol::layer2),
                                                          settings_without_pool(config::Protocol::bgp),
                                                          settings_without_pool(config::Protocol::both)};
  return defaults.at(static_cast<std::size_t>(protocol));
}

PoolBook::PoolBook(const config::Config& config) : pools_(config, settings_of) {}

PoolSettingsPtr PoolBook::listing(net::IpAddress address) const {
  const PoolSettingsPtr* const found = pools_.listing(address);
  return found == nullptr ? nullptr : *found;
}

PoolSettingsPtr PoolBook::named(std::string_view pool) const {
  const PoolSettingsPtr* const found = pools_.named(pool);
  return found == nullptr ? nullptr : *found;
}

}  // namespace herald::speaker
