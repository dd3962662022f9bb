// An embedded API server that may die and come back at the same address, with its data or without, and the
// controllers that stand before it.
#pragma once

#include "tests/integration/controller/cluster.h"

#include <memory>
#include <string>

namespace herald::controller {

struct LeaseFlags {
  std::string duration = "3s";
  std::string renew_deadline = "2s";
  std::string retry_period = "500ms";
};

class LabCluster {
 public:
  LabCluster();

  [[nodiscard]] std::unique_ptr<Controller> start_controller(const LeaseFlags& lease = {}) const;

  enum class Data { kept, lost };
  // SIGKILL, then a new one in its place.
  void restart_server(Data data);

  // What the server has said so far: for whoever wants to know why a test failed.
  [[nodiscard]] std::string server_output();

  [[nodiscard]] const std::string& kubeconfig() const { return kubeconfig_; }

 private:
  void start_server();

  apiserver::TemporaryDirectory directory_;
  std::string data_;
  std::string kubeconfig_;
  std::string address_ = "127.0.0.1:0";
  std::unique_ptr<Process> server_;
};

// The number behind `"name":` or `name ` in a page; -1 when there is none.
[[nodiscard]] double number_in(const std::string& page, const std::string& name);

}  // namespace herald::controller
