#include "speaker/shell_state.h"

#include "runtime/build_info.h"
#include "speaker/metrics.h"
#include "speaker/silent.h"

#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::speaker {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) {
  return json::string(value.data(), value.size());
}

json::array names(const own::NodeSet& nodes) {
  json::array all;
  for (const own::NodeName& node : nodes)
    all.push_back(text(node));
  return all;
}

json::array services(const Brain& brain, net::IpAddress address) {
  json::array all;
  for (const Snapshot::Service* const service : brain.snapshot().tenants_of(address))
    all.push_back(text(service->key.key().to_string()));
  return all;
}

model::Reason reason_of(const Silent& silent, net::IpAddress address) {
  for (const auto& [reason, addresses] : silent) {
    if (addresses.contains(address)) return reason;
  }
  return model::Reason::announced;
}

// What is desired of every address, and what became of it here.
json::array addresses(const Brain& brain) {
  json::array all;
  const Silent silent = silent_addresses(brain.plan().desires(), brain.roster(), brain.unable());
  for (const auto& [address, desire] : brain.plan().desires()) {
    json::object entry{{"address", text(address.to_string())},
                       {"services", services(brain, address)},
                       {"pool", text(desire.settings->pool)},
                       {"layer2", desire.wanted()}};
    if (desire.wanted()) entry["eligible"] = names(*desire.eligible);
    const model::Reason reason = reason_of(silent, address);
    if (reason != model::Reason::announced) {
      entry["silent"] = text(model::name(reason));
      entry["why"] = text(explain(reason, *desire.settings));
    }
    const auto owned = brain.owned().find(address);
    entry["owned"] = owned != brain.owned().end();
    if (owned != brain.owned().end()) {
      entry["epoch"] = owned->second.gained.epoch.value();
      entry["cause"] = text(name(owned->second.gained.cause));
    }
    all.push_back(std::move(entry));
  }
  return all;
}

json::array speakers(const Brain& brain) {
  json::array all;
  for (const own::Member& member : brain.roster().members()) {
    const auto peer = brain.roster().peers().find(member.node);
    const bool self = peer == brain.roster().peers().end();
    all.push_back(json::object{{"node", text(member.node)},
                               {"address", text(member.address.to_string())},
                               {"port", member.port},
                               {"incarnation", text(std::to_string(member.incarnation.value()))},
                               {"ring", text(self ? "self" : name(peer->second.ring))},
                               {"lease_lapsed", !self && peer->second.lapsed}});
  }
  return all;
}

json::array conflicts(const Brain& brain) {
  json::array all;
  for (const auto& [address, conflict] : brain.conflicts()) {
    all.push_back(json::object{{"address", text(address.to_string())},
                               {"mac", text(conflict.mac.to_string())},
                               {"interface", text(conflict.interface)}});
  }
  return all;
}

json::array unable(const Brain& brain) {
  json::array all;
  for (const auto& [need, why] : brain.unable())
    all.push_back(text(why));
  return all;
}

std::string_view name_of(bgp::SessionState state) {
  switch (state) {
    case bgp::SessionState::idle:
      return "idle";
    case bgp::SessionState::connect:
      return "connect";
    case bgp::SessionState::active:
      return "active";
    case bgp::SessionState::open_sent:
      return "open_sent";
    case bgp::SessionState::open_confirm:
      return "open_confirm";
    case bgp::SessionState::established:
      return "established";
  }
  return "";
}

json::object bfd(const bgp_report::BfdStatus& bfd) {
  const auto milliseconds = [](Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  };
  return {{"up", bfd.state == bfd::State::up},
          {"transmit_milliseconds", milliseconds(bfd.transmit_interval)},
          {"detection_milliseconds", milliseconds(bfd.detection_time)},
          {"failures", bfd.failures},
          {"last_failure_diagnostic", static_cast<int>(bfd.last_failure)}};
}

json::array peers(const std::vector<bgp_report::PeerStatus>& peers) {
  json::array all;
  for (const bgp_report::PeerStatus& peer : peers) {
    json::object entry{{"peer", text(peer.peer)},
                       {"state", text(name_of(peer.session.state))},
                       {"flaps", peer.session.flaps},
                       {"prefixes_wanted", peer.wanted[0] + peer.wanted[1]},
                       {"prefixes_advertised", peer.advertised[0] + peer.advertised[1]},
                       {"bytes_queued", peer.queued},
                       {"flawed_updates", peer.session.flawed_updates}};
    if (peer.address) entry["address"] = text(peer.address->to_string());
    if (!peer.problem.empty()) entry["problem"] = text(peer.problem);
    if (peer.session.last_loss) entry["last_loss"] = text(bgp::session::text_of(*peer.session.last_loss));
    if (peer.agreed) entry["hold_seconds"] = peer.agreed->dialect.hold_time.count();
    if (peer.session.last_sent) entry["last_notification_sent"] = text(bgp::text_of(*peer.session.last_sent));
    if (peer.session.last_received)
      entry["last_notification_received"] = text(bgp::text_of(*peer.session.last_received));
    if (peer.bfd) entry["bfd"] = bfd(*peer.bfd);
    all.push_back(std::move(entry));
  }
  return all;
}

}  // namespace

std::string state_page(const StateInput& input) {
  const Brain& brain = input.brain;
  return json::serialize(json::object{
             {"version", text(runtime::version())},
             {"node", text(brain.roster().self().node)},
             {"synced", brain.synced()},
             {"draining", brain.draining()},
             {"excluded", brain.excluded()},
             {"wire_running", input.wire_running},
             {"config", json::object{{"name", text(input.config_name)}, {"stale", brain.config_is_stale()}}},
             {"speakers", speakers(brain)},
             {"addresses", addresses(brain)},
             {"peers", peers(input.peers)},
             {"conflicts", conflicts(brain)},
             {"unable", unable(brain)}}) +
         "\n";
}

}  // namespace herald::speaker
