#include "cli/live_daemons.h"

#include "cli/json_text.h"
#include "kube/speaker_report.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

struct Named {
  std::string name;  // as leases_named reads it
  LiveDaemon daemon;
};

// The leading controller, if there is one, then the speakers.
std::vector<Named> daemons_of(const LiveCluster& cluster) {
  std::vector<Named> all;
  if (!cluster.leader.identity.empty()) all.push_back({"controller", cluster.leader.daemon});
  for (const LiveSpeaker& speaker : cluster.speakers)
    all.push_back({"speaker/" + speaker.report.member.node, speaker.daemon});
  return all;
}

}  // namespace

Page show_client_version(std::string_view client) {
  return {.prose = "Client: " + std::string(client) + "\n",
          .table = std::nullopt,
          .nothing = {},
          .data = json::object{{"client", json_text(client)}}};
}

Page show_versions(std::string_view client, const LiveCluster& cluster) {
  Page page = show_client_version(client);
  page.table = Table({{"DAEMON"}, {"VERSION"}});
  page.nothing = "No controller leads and no speaker runs.";
  json::array daemons;
  for (const Named& each : daemons_of(cluster)) {
    page.table->add({each.name, each.daemon.version});
    daemons.push_back(
        json::object{{"daemon", json_text(each.name)}, {"version", json_text(each.daemon.version)}});
  }
  page.data.get_object()["daemons"] = std::move(daemons);
  return page;
}

Page show_log_levels(const LiveCluster& cluster) {
  Page page{.prose = {},
            .table = Table({{"DAEMON"}, {"ASKED-LEVEL"}}),
            .nothing = "No controller leads and no speaker runs.",
            .data = {}};
  json::array daemons;
  for (const Named& each : daemons_of(cluster)) {
    const std::string& level = each.daemon.asked_level;
    page.table->add({each.name, level.empty() ? "as started" : level});
    daemons.push_back(json::object{{"daemon", json_text(each.name)}, {"level", json_text(level)}});
  }
  page.data = json::object{{"daemons", std::move(daemons)}};
  return page;
}

std::vector<std::string> leases_named(std::string_view word, const LiveCluster& cluster,
                                      const std::string& controller_lease) {
  constexpr std::string_view kOneSpeaker = "speaker/";
  if (word.starts_with(kOneSpeaker) && word.size() > kOneSpeaker.size())
    return {kube::speaker_lease_name(word.substr(kOneSpeaker.size()))};
  std::vector<std::string> leases;
  if (word == "controller" || word == "all") leases.push_back(controller_lease);
  if (word == "speakers" || word == "all") {
    for (const LiveSpeaker& speaker : cluster.speakers)
      leases.push_back(kube::speaker_lease_name(speaker.report.member.node));
  }
  return leases;
}

}  // namespace herald::cli
