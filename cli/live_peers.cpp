// Every node's BGP peers, from what the speakers report of themselves.
#include "cli/json_text.h"
#include "cli/live_views.h"

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;
using kube::PeerStanding;

constexpr std::string_view kUp = "established";

// A speaker that has gone says nothing any more about its sessions.
std::string_view state_of(const LiveSpeaker& speaker, const PeerStanding& peer) {
  if (speaker.expired) return "unknown";
  return peer.established ? kUp : "down";
}

std::string since(const LiveCluster& cluster, const PeerStanding& peer) {
  return age(kube::UnixMicros(peer.since.value() * 1'000'000), cluster.now);
}

// "10", or "8/10" while some are still missing; nothing where none is wanted.
std::string prefixes(const PeerStanding::Prefixes& count) {
  if (count.wanted == 0 && count.advertised == 0) return {};
  const std::string advertised = std::to_string(count.advertised);
  return count.advertised == count.wanted ? advertised : advertised + "/" + std::to_string(count.wanted);
}

std::string bfd(const PeerStanding& peer) {
  if (!peer.bfd) return {};
  return peer.bfd->up ? "up, " + std::to_string(peer.bfd->detection_milliseconds) + "ms" : "down";
}

std::string address(const PeerStanding& peer) {
  return peer.address ? peer.address->to_string() : "";
}

std::string why(const LiveSpeaker& speaker, const PeerStanding& peer) {
  return speaker.expired ? "the speaker has not renewed its Lease" : peer.why;
}

json::object prefixes_data(const PeerStanding::Prefixes& count) {
  return {{"advertised", count.advertised}, {"wanted", count.wanted}};
}

json::object data(const LiveSpeaker& speaker, const PeerStanding& peer) {
  json::object entry{{"node", json_text(speaker.report.member.node)},
                     {"peer", json_text(peer.name)},
                     {"address", json_text(address(peer))},
                     {"state", json_text(state_of(speaker, peer))},
                     {"since", peer.since.value()},
                     {"ipv4", prefixes_data(peer.prefixes[0])},
                     {"ipv6", prefixes_data(peer.prefixes[1])},
                     {"flaps", peer.flaps},
                     {"holdSeconds", peer.hold_seconds},
                     {"why", json_text(why(speaker, peer))}};
  if (peer.bfd)
    entry["bfd"] =
        json::object{{"up", peer.bfd->up}, {"detectionMilliseconds", peer.bfd->detection_milliseconds}};
  return entry;
}

}  // namespace

Page show_peers(const LiveCluster& cluster) {
  Page page{.prose = {},
            .table = Table({{"NODE"},
                            {"PEER"},
                            {"STATE"},
                            {"SINCE"},
                            {"IPV4"},
                            {"IPV6"},
                            {"BFD"},
                            {"ADDRESS", Width::wide},
                            {"HOLD", Width::wide},
                            {"FLAPS", Width::wide},
                            {"WHY"}}),
            .nothing = "No speaker has a BGP peer.",
            .data = {}};
  json::array peers;
  for (const LiveSpeaker& speaker : cluster.speakers) {
    for (const PeerStanding& peer : speaker.report.peers) {
      page.table->add({speaker.report.member.node, peer.name, std::string(state_of(speaker, peer)),
                       since(cluster, peer), prefixes(peer.prefixes[0]), prefixes(peer.prefixes[1]),
                       bfd(peer), address(peer),
                       peer.hold_seconds == 0 ? "" : std::to_string(peer.hold_seconds) + "s",
                       std::to_string(peer.flaps), why(speaker, peer)});
      peers.push_back(data(speaker, peer));
    }
  }
  page.data = json::object{{"peers", std::move(peers)}};
  return page;
}

}  // namespace herald::cli
