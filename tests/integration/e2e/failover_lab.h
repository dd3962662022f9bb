// A lab to measure failover in: one Service that each node can announce, a client that knocks at it, and what
// can happen to the nodes. What a bench and the tests do to it is done here once.
#pragma once

#include "tests/integration/e2e/arp_record.h"
#include "tests/integration/e2e/lab.h"

#include <memory>
#include <string>
#include <vector>

namespace herald::e2e {

struct FailoverLabOptions {
  int nodes = 3;
  // The speakers reach each other over the nodes' links to the API server instead of the LAN.
  bool ring_apart = false;
  std::string layer2 = {};  // of the configuration: "{liveness-interval: 20ms}"
};

class FailoverLab {
 public:
  explicit FailoverLab(const FailoverLabOptions& options = {});

  // Whether a client reaches the Service.
  [[nodiscard]] bool is_up() const { return up_; }
  [[nodiscard]] Lab& lab() { return lab_; }
  [[nodiscard]] int nodes() const { return options_.nodes; }

  void act(const std::string& command, const std::string& node) { lab_.run(command + " " + node); }
  [[nodiscard]] std::string owner();
  std::string await_other(const std::string& node);
  void let_pass(const std::string& duration);
  // Until the node's speaker says that it is ready.
  void await_ready(const std::string& node);

  // What speakers say to this one and it to them is lost, on its LAN; all else passes.
  void cut_ring(const std::string& node);
  void heal_ring();

  [[nodiscard]] std::unique_ptr<Knocking> knock();
  [[nodiscard]] ArpWatch watch();

 private:
  [[nodiscard]] std::string all_nodes() const;

  FailoverLabOptions options_;
  Lab lab_;
  bool up_ = false;
};

}  // namespace herald::e2e
