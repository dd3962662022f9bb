// A running cluster with one pool of one address, two Services that want it, and a controller; and heraldctl
// before it.
#pragma once

#include "tests/integration/controller/cluster.h"

#include <memory>
#include <string>
#include <vector>

namespace herald::controller {

class LiveHeraldctl : public ClusterTest {
 protected:
  [[nodiscard]] apiserver::Finished heraldctl(const std::vector<std::string>& words) const;

  // default/first gets the address, default/second waits.
  void fill();
  // A speaker's Lease as node-1's speaker would write it, announcing that address since 2023-11-14.
  void add_speaker();

  [[nodiscard]] Controller& controller() { return *controller_; }

 private:
  std::unique_ptr<Controller> controller_;
};

}  // namespace herald::controller
