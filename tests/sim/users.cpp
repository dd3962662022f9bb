#include "tests/sim/users.h"

#include <array>
#include <utility>

namespace herald::sim {
namespace {

constexpr std::array kNamespaceNames = {"ant", "bee", "cat"};
constexpr std::array kPassingNames = {"dog", "eel"};  // of namespaces that come and go
constexpr std::array kPoolNames = {"red", "blue", "green"};
constexpr std::array kFewValues = {"x", "y"};
constexpr Duration kLongestHold = seconds(5);  // of a finalizer

net::AddressBlock range(const std::string& first, const std::string& last) {
  return net::AddressBlock(*net::IpRange::make(*net::IpAddress::parse(first), *net::IpAddress::parse(last)));
}

net::AddressBlock cidr(const std::string& text) {
  return net::AddressBlock(*net::Cidr::parse(text));
}

std::string v4(int network, std::uint64_t host) {
  return "10.0." + std::to_string(network) + "." + std::to_string(host);
}

std::string v6(int network, std::uint64_t host) {
  return "fd00:" + std::to_string(network) + "::" + std::to_string(host);
}

}  // namespace

void Users::settle_in() {
  for (const char* name : kNamespaceNames) {
    namespaces_.emplace_back(name);
    relabel_namespace_to(name, {{"team", "x"}});
  }
  if (world_.random.chance(5, 6)) make_config_good();
  for (int i = 0; i < 6; ++i)
    create_service();
}

void Users::do_something() {
  const std::uint64_t what = world_.random.below(100);
  if (what < 30) return create_service();
  if (what < 45) return delete_service();
  if (what < 72) return edit_service();
  if (what < 75) return edit_status();
  if (what < 80) return relabel_namespace();
  if (what < 83) return found_namespace();
  if (what < 85) return delete_namespace();
  if (what < 93) return edit_config();
  if (what < 95) return break_config();
  if (what < 96) return delete_config();
  meet_stranger();
}

void Users::do_something_small() {
  const std::uint64_t what = world_.random.below(5);
  if (what == 0) return relabel_namespace();
  if (what == 1) return create_service();
  if (what == 2) return found_namespace();
  delete_service();
}

model::ServiceKey Users::some_key() {
  return {namespaces_[world_.random.below(namespaces_.size())], "s" + std::to_string(world_.random.below(6))};
}

std::string Users::some_address() {
  const int network = static_cast<int>(world_.random.below(kPoolNames.size()));
  const std::uint64_t host = world_.random.below(6);
  return world_.random.chance(3, 4) ? v4(network, host) : v6(network, host);
}

model::Service Users::some_service(const model::ServiceKey& key) {
  Random& random = world_.random;
  model::Service service;
  service.key = key;
  service.is_load_balancer = random.chance(9, 10);
  if (service.is_load_balancer && random.chance(1, 20)) service.load_balancer_class = "other.example/lb";
  service.labels["tier"] = kFewValues[random.below(2)];
  service.selector["app"] = kFewValues[random.below(2)];
  service.traffic_policy = random.chance(1, 3) ? model::TrafficPolicy::local : model::TrafficPolicy::cluster;
  shape_families(service);
  shape_sharing(service);
  shape_requests(service);
  return service;
}

void Users::shape_families(model::Service& service) {
  using net::Family;
  Random& random = world_.random;
  const Family first = random.chance(4, 5) ? Family::ipv4 : Family::ipv6;
  const Family second = first == Family::ipv4 ? Family::ipv6 : Family::ipv4;
  service.ip_families = {first};
  service.family_policy = model::FamilyPolicy::single_stack;
  if (random.chance(1, 4)) {
    service.ip_families = {first, second};
    service.family_policy = random.chance(1, 2) ? model::FamilyPolicy::require_dual_stack
                                                : model::FamilyPolicy::prefer_dual_stack;
  }
  if (random.chance(1, 20)) service.ip_families.clear();  // no cluster IP yet
  service.cluster_ips.clear();
  for (const Family family : service.ip_families) {
    service.cluster_ips.push_back(*net::IpAddress::parse(family == Family::ipv4 ? "10.96.0.9" : "fd96::9"));
  }
}

void Users::shape_sharing(model::Service& service) {
  Random& random = world_.random;
  service.annotations.erase(kSharingKey);
  if (random.chance(1, 2)) service.annotations[kSharingKey] = kFewValues[random.below(2)];
  service.ports.clear();
  for (std::uint64_t i = random.below(2); i < 2; ++i) {
    service.ports.push_back({random.chance(1, 2) ? model::Protocol::tcp : model::Protocol::udp,
                             static_cast<std::uint16_t>(80 + random.below(4))});
  }
}

void Users::shape_requests(model::Service& service) {
  Random& random = world_.random;
  for (const char* name : {kPoolRequest, kPoolRequestElsewhere, kAddressRequest})
    service.annotations.erase(name);
  service.load_balancer_ip.clear();
  if (random.chance(1, 5)) service.annotations[kPoolRequest] = kPoolNames[random.below(kPoolNames.size())];
  if (random.chance(1, 30))
    service.annotations[kPoolRequestElsewhere] = kPoolNames[random.below(kPoolNames.size())];
  if (random.chance(1, 6)) service.annotations[kAddressRequest] = some_address();
  if (random.chance(1, 30)) service.annotations[kAddressRequest] = "10.0.0.300";
  if (random.chance(1, 20)) service.load_balancer_ip = some_address();
}

void Users::create_service() {
  create_service(some_key());
}

void Users::create_service(const model::ServiceKey& key) {
  if (world_.api.find(key)) return;
  model::Service service = some_service(key);
  // Restored from a backup, status and all; nobody asks whether the address is somebody else's by now.
  if (service.is_load_balancer && !service.load_balancer_class && world_.random.chance(1, 25)) {
    service.ingress = {*net::IpAddress::parse(some_address())};
    world_.count(Thing::service_status_edited);
  }
  world_.count(once_made_.insert(key).second ? Thing::service_created : Thing::service_recreated);
  world_.api.create(service, world_.wall(), world_.random.chance(1, 8));
}

void Users::delete_service() {
  delete_service(some_key());
}

void Users::delete_service(const model::ServiceKey& key) {
  const auto service = world_.api.find(key);
  if (!service || service->being_deleted) return;
  world_.count(Thing::service_deleted);
  world_.api.remove(key, world_.wall());
  if (!world_.api.find(key)) return;
  world_.count(Thing::finalizer_held);
  world_.scheduler.after(world_.between(milliseconds(100), kLongestHold),
                         [this, key] { world_.api.finalize(key); });
}

void Users::edit_service() {
  const model::ServiceKey key = some_key();
  if (!world_.api.find(key)) return;
  world_.count(Thing::service_edited);
  world_.api.edit(key, [this](model::Service& service) {
    switch (world_.random.below(7)) {
      case 0:
        service.labels["tier"] = kFewValues[world_.random.below(2)];
        break;
      case 1:
        return shape_sharing(service);
      case 2:
        return shape_requests(service);
      case 3:
        return shape_families(service);
      case 4:
        service.traffic_policy = service.traffic_policy == model::TrafficPolicy::local
                                     ? model::TrafficPolicy::cluster
                                     : model::TrafficPolicy::local;
        break;
      case 5:
        service.selector["app"] = kFewValues[world_.random.below(2)];
        break;
      default:
        service.load_balancer_class
            .reset();  // it goes with the type, and is the default's when it is set anew
        service.is_load_balancer = !service.is_load_balancer;
    }
  });
}

void Users::edit_status() {
  const model::ServiceKey key = some_key();
  const auto service = world_.api.find(key);
  if (!service || !is_ours(*service)) return;
  world_.count(Thing::service_status_edited);
  world_.api.edit(key, [this](model::Service& edited) {
    edited.ingress.clear();
    if (world_.random.chance(1, 2)) edited.ingress = {*net::IpAddress::parse(some_address())};
  });
}

// All of one file, as people apply it: the Services are there as soon as their namespace is, and who watches
// both may hear of them first.
void Users::found_namespace() {
  const std::string name = kPassingNames[world_.random.below(kPassingNames.size())];
  if (world_.api.store().get({kNamespaces, "", name})) return;
  world_.count(Thing::namespace_founded);
  const bool labelled = world_.random.chance(2, 3);
  relabel_namespace_to(
      name, labelled ? model::Labels{{"team", kFewValues[world_.random.below(2)]}} : model::Labels{});
  namespaces_.push_back(name);
  for (std::uint64_t i = 0, last = world_.random.below(3); i <= last; ++i)
    create_service({name, "s" + std::to_string(i)});
}

// Kubernetes deletes what is in it first, and itself when the last finalizer has let go.
void Users::delete_namespace() {
  const std::string name = kPassingNames[world_.random.below(kPassingNames.size())];
  if (std::erase(namespaces_, name) == 0) return;
  world_.count(Thing::namespace_deleted);
  for (const model::Service& service : world_.api.services()) {
    if (service.key.name_space == name) delete_service(service.key);
  }
  world_.scheduler.after(kLongestHold + seconds(1), [this, name] {
    static_cast<void>(world_.api.store().remove({kNamespaces, "", name}, {}, world_.wall()));
  });
}

void Users::relabel_namespace() {
  world_.count(Thing::namespace_relabelled);
  relabel_namespace_to(namespaces_[world_.random.below(namespaces_.size())],
                       {{"team", kFewValues[world_.random.below(2)]}});
}

void Users::relabel_namespace_to(const std::string& name, const model::Labels& labels) {
  laws_.on_labels(name, labels);
  world_.api.put({kNamespaces, "", name}, labels, world_.wall());
}

// Whom one lets in, the other keeps out; a namespace without labels is for the other.
model::LabelSelector Users::some_selector() {
  if (world_.random.chance(1, 2)) return {.match_labels = {{"team", "x"}}, .match_expressions = {}};
  return {.match_labels = {},
          .match_expressions = {{.key = "team", .op = model::SelectorOperator::not_in, .values = {"x"}}}};
}

config::Pool Users::some_pool(const std::string& name, int network) {
  Random& random = world_.random;
  config::Pool pool;
  alloc::PoolSpec& spec = pool.spec;
  spec.name = name;
  const std::uint64_t first = random.below(3);
  if (random.chance(1, 3)) {
    spec.addresses.push_back(cidr(v4(network, 0) + "/30"));
  } else {
    spec.addresses.push_back(range(v4(network, first), v4(network, first + random.below(4))));
  }
  if (random.chance(1, 2))
    spec.addresses.push_back(range(v6(network, first), v6(network, first + random.below(3))));
  pool.protocol = static_cast<config::Protocol>((network + static_cast<int>(spec.addresses.size())) % 3);
  if (random.chance(1, 6)) spec.exclude.push_back(range(v4(network, 2), v4(network, 2)));
  spec.skip_network_addresses = random.chance(1, 6);
  spec.avoid_buggy_ips = random.chance(1, 6);
  spec.auto_assign = random.chance(4, 5);
  spec.disabled = random.chance(1, 12);
  spec.order = static_cast<alloc::Order>(random.below(4));
  if (random.chance(1, 3)) spec.priority = static_cast<int>(random.below(3));
  if (random.chance(1, 8)) spec.admission.namespaces = {kNamespaceNames[random.below(3)]};
  if (random.chance(1, 8)) {
    spec.admission.namespace_selectors = {some_selector()};
  }
  if (random.chance(1, 8)) {
    spec.admission.service_selectors = {{.match_labels = {{"tier", "x"}}, .match_expressions = {}}};
  }
  return pool;
}

config::Config Users::some_config() {
  config::Config config;
  for (std::size_t i = 0; i < kPoolNames.size(); ++i) {
    if (world_.random.chance(5, 6)) config.pools.push_back(some_pool(kPoolNames[i], static_cast<int>(i)));
  }
  if (config.pools.size() > 1 && world_.random.chance(1, 3)) std::swap(config.pools[0], config.pools[1]);
  config.stranded = world_.random.chance(1, 3) ? config::Stranded::release : config::Stranded::keep;
  return config;
}

void Users::edit_config() {
  world_.count(Thing::config_edited);
  make_config_good();
}

void Users::make_config_good() {
  world_.api.put({kConfigMaps, "", kConfigName}, world_.configs.add(some_config()), world_.wall());
}

void Users::break_config() {
  world_.count(Thing::config_broken);
  const std::string text = "nonsense " + std::to_string(world_.random.below(3));
  world_.api.put({kConfigMaps, "", kConfigName}, text, world_.wall());
}

void Users::delete_config() {
  world_.count(Thing::config_deleted);
  static_cast<void>(world_.api.store().remove({kConfigMaps, "", kConfigName}, {}, world_.wall()));
}

void Users::meet_stranger() {
  world_.count(Thing::lan_conflict);
  const net::IpAddress address = *net::IpAddress::parse(some_address());
  const alloc::Stranger stranger{.who = "02:00:00:00:00:01", .was_first = world_.random.chance(1, 2)};
  laws_.on_stranger(address, stranger);
  broadcast_(controller::AddressConflict{address, stranger});
  world_.scheduler.after(world_.between(seconds(1), seconds(15)), [this, address] {
    laws_.on_stranger(address, std::nullopt);
    broadcast_(controller::AddressConflictOver{address});
  });
}

}  // namespace herald::sim
