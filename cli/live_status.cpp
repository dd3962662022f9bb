// `heraldctl status`: is all well, and what is not.
#include "cli/json_text.h"
#include "cli/live_announcing.h"
#include "cli/live_views.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

std::string state_of(const LiveSpeaker& speaker) {
  if (speaker.expired) return "silent";
  if (speaker.asked_to_drain) return "draining";
  // Empty, and nobody asks for it: the node's label says so, as it does on the control planes of kubeadm.
  if (speaker.report.draining) return "excluded";
  return "up";
}

bool lacks_an_announcer(const LiveCluster& cluster, const model::Service& service) {
  return std::ranges::any_of(service.ingress, [&](net::IpAddress address) {
    return announcement_of(cluster, service, address).lacking();
  });
}

void add_troubles(const LiveSpeaker& speaker, std::vector<std::string>& lines) {
  const std::string& node = speaker.report.member.node;
  if (speaker.expired) {
    lines.push_back("the speaker of " + node + " has not renewed its Lease");
    return;
  }
  // It announces nothing because it shall not: it needs neither interfaces nor sessions.
  if (speaker.report.draining) return;
  const std::string whose = "the speaker of " + node + ": ";
  for (const auto& [need, why] : speaker.report.unable)
    lines.push_back(whose + why);
  for (const kube::PeerStanding& peer : speaker.report.peers) {
    if (peer.established) continue;
    lines.push_back(node + " has no BGP session with " + peer.name +
                    (peer.why.empty() ? "" : ": " + peer.why));
  }
}

// Everything that somebody should look at, one line each, worst first.
std::vector<std::string> troubles(const LiveCluster& cluster) {
  std::vector<std::string> lines;
  if (cluster.leader.identity.empty()) {
    lines.emplace_back("no controller leads: nothing is assigned");
  } else if (cluster.leader.expired) {
    lines.push_back("the leading controller " + cluster.leader.identity + " has not renewed its Lease");
  }
  if (!cluster.config.found) {
    lines.push_back("there is no configuration in ConfigMap " + cluster.config.name.to_string());
  } else if (!cluster.config.config) {
    lines.emplace_back("the configuration is not valid; the last good one holds:");
    for (const config::Diagnostic& diagnostic : cluster.config.diagnostics)
      lines.push_back("  " + diagnostic.to_string());
  }
  for (const LiveSpeaker& speaker : cluster.speakers)
    add_troubles(speaker, lines);
  for (const model::Service& service : cluster.services) {
    if (service.ingress.empty()) {
      const std::string why = service.assigned ? service.assigned->reason : "not judged yet";
      lines.push_back(service.key.to_string() + " has no address: " + why);
    } else if (lacks_an_announcer(cluster, service)) {
      lines.push_back(service.key.to_string() + " is announced by " + announced_by(cluster, service));
    }
  }
  lines.insert(lines.end(), cluster.problems.begin(), cluster.problems.end());
  return lines;
}

std::string prose_of(const LiveCluster& cluster, const std::vector<std::string>& troubles) {
  const auto assigned = std::ranges::count_if(
      cluster.services, [](const model::Service& service) { return !service.ingress.empty(); });
  std::string prose = "Cluster:     " + cluster.origin + "\n";
  prose +=
      "Controller:  " + (cluster.leader.identity.empty() ? "none leads" : cluster.leader.identity) + "\n";
  prose += "Config:      " + cluster.config.name.to_string() + ", " +
           (cluster.config.config  ? "valid"
            : cluster.config.found ? "not valid"
                                   : "missing") +
           "\n";
  prose += "Services:    " + std::to_string(assigned) + " of " + std::to_string(cluster.services.size()) +
           " have an address";
  if (!cluster.of_other_classes.empty())
    prose += "; " + std::to_string(cluster.of_other_classes.size()) + " of other classes (see --lb-class)";
  prose += "\n";
  if (troubles.empty()) return prose + "All is well.\n\n";
  prose += "To look at:\n";
  for (const std::string& line : troubles)
    prose += "  " + line + "\n";
  return prose + "\n";
}

}  // namespace

bool is_healthy(const LiveCluster& cluster) {
  return troubles(cluster).empty();
}

Page show_status(const LiveCluster& cluster) {
  const std::vector<std::string> lines = troubles(cluster);
  Page page{.prose = prose_of(cluster, lines),
            .table = Table({{"NODE"}, {"STATE"}, {"OWNED"}, {"RENEWED"}, {"ADDRESS", Width::wide}}),
            .nothing = "No speaker runs.",
            .data = {}};
  json::array speakers;
  for (const LiveSpeaker& speaker : cluster.speakers) {
    const own::Member& member = speaker.report.member;
    const std::string owned = net::to_decimal(speaker.report.owned.size());
    page.table->add({member.node, state_of(speaker), owned,
                     speaker.renewed ? age(*speaker.renewed, cluster.now) + " ago" : "",
                     member.address.to_string() + " port " + std::to_string(member.port)});
    speakers.push_back(json::object{{"node", json_text(member.node)},
                                    {"state", json_text(state_of(speaker))},
                                    {"owned", json_text(owned)},
                                    {"address", json_text(member.address.to_string())},
                                    {"port", member.port}});
  }
  json::array problems;
  for (const std::string& line : lines)
    problems.push_back(json_text(line));
  page.data = json::object{{"healthy", lines.empty()},
                           {"leader", json_text(cluster.leader.identity)},
                           {"config", json::object{{"name", json_text(cluster.config.name.to_string())},
                                                   {"found", cluster.config.found},
                                                   {"valid", cluster.config.config != nullptr}}},
                           {"speakers", std::move(speakers)},
                           {"problems", std::move(problems)}};
  return page;
}

}  // namespace herald::cli
