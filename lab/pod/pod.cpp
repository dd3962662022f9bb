#include "lab/pod/pod.h"

#include "lab/pod/http_pod.h"
#include "lab/pod/log_events.h"
#include "lab/pod/udp_pod.h"

#include <utility>
#include <vector>

namespace herald::lab {

std::string introduction(const PodDoor& door, const std::string& node, const std::string& caller) {
  return door.service + " on " + node + ", called by " + caller;
}

Pods::Pods(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
           std::string node)
    : executor_(executor),
      clock_(clock),
      logger_(logger),
      node_(std::move(node)),
      tasks_(executor, clock, logger) {}

Pods::~Pods() = default;

std::unique_ptr<Pods::Server> Pods::open(const PodDoor& door) {
  const PodParts parts{executor_, clock_, logger_, door, node_};
  auto server = door.protocol == model::Protocol::udp ? open_udp_pod(parts) : open_http_pod(parts);
  if (server) return *std::move(server);
  logger_.log(events::kPodRefused, {{"service", door.service}, {"what", server.error()}});
  return nullptr;
}

void Pods::be(const std::set<PodDoor>& doors) {
  std::vector<PodDoor> gone;
  for (const auto& [door, server] : servers_) {
    if (!doors.contains(door)) gone.push_back(door);
  }
  for (const PodDoor& door : gone) {
    tasks_.spawn("pod", retire(std::move(servers_[door])));
    servers_.erase(door);
  }
  for (const PodDoor& door : doors) {
    if (servers_.contains(door) || door.protocol == model::Protocol::sctp) continue;
    if (auto server = open(door)) servers_.emplace(door, std::move(server));
  }
}

runtime::Task<> Pods::retire(std::unique_ptr<Server> server) {
  co_await server->close();
}

runtime::Task<> Pods::close() {
  be({});
  co_await tasks_.leave();
}

}  // namespace herald::lab
