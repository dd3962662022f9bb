// What stands behind the Services of a lab: small servers that say who they are and who called. Over TCP they
// speak HTTP, over UDP they send back what they got. They listen at addresses that nobody has to configure:
// the node's kernel takes the whole range of its pods for its own.
#pragma once

#include "core/model/service.h"
#include "core/net/ip.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task_group.h"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace herald::lab {

struct PodDoor {
  std::string service;  // "shop/web"
  net::IpAddress address;
  model::Protocol protocol = model::Protocol::tcp;
  std::uint16_t port = 0;

  friend auto operator<=>(const PodDoor&, const PodDoor&) = default;
};

// "shop/web on node-2, called by 192.168.23.100": the first line of every answer.
[[nodiscard]] std::string introduction(const PodDoor& door, const std::string& node,
                                       const std::string& caller);

class Pods {
 public:
  Pods(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
       std::string node);
  Pods(const Pods&) = delete;
  Pods& operator=(const Pods&) = delete;
  ~Pods();

  // Opens what is new, closes what is no longer there.
  void be(const std::set<PodDoor>& doors);

  [[nodiscard]] runtime::Task<> close();

  class Server;

 private:
  [[nodiscard]] std::unique_ptr<Server> open(const PodDoor& door);
  [[nodiscard]] static runtime::Task<> retire(std::unique_ptr<Server> server);

  runtime::Executor executor_;
  const runtime::Clock& clock_;
  runtime::Logger& logger_;
  std::string node_;
  std::map<PodDoor, std::unique_ptr<Server>> servers_;
  runtime::TaskGroup tasks_;
};

}  // namespace herald::lab
