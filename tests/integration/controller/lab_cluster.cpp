#include "tests/integration/controller/lab_cluster.h"

#include "tests/integration/apiserver/server_process.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace herald::controller {

LabCluster::LabCluster() : data_(directory_.path() + "/data"), kubeconfig_(data_ + "/kubeconfig") {
  start_server();
}

void LabCluster::start_server() {
  auto server = apiserver::start_server(data_, address_, {"--log-level", "error"},
                                        Environment{{"HOME", directory_.path()}});
  server_ = std::move(server.process);
  address_ = std::move(server.address);
}

// Keys and certificates stay: nobody has to be told of the new one.
void LabCluster::restart_server(Data data) {
  server_->signal(SIGKILL);
  server_->wait();
  if (data == Data::lost) std::filesystem::remove_all(data_ + "/log");
  start_server();
}

std::unique_ptr<Controller> LabCluster::start_controller(const LeaseFlags& lease) const {
  return std::make_unique<Controller>(
      std::vector<std::string>{"--kubeconfig", kubeconfig_, "--namespace", "lab", "--config", "lab/config",
                               "--lease-duration", lease.duration, "--renew-deadline", lease.renew_deadline,
                               "--retry-period", lease.retry_period},
      Environment{{"HOME", directory_.path()}});
}

std::string LabCluster::server_output() {
  std::string said;
  while (const auto line = server_->line(std::chrono::seconds(1)))
    said += *line + "\n";
  return said;
}

double number_in(const std::string& page, const std::string& name) {
  for (const std::string& mark : {"\"" + name + "\":", "\n" + name + " "}) {
    std::size_t at = page.find(mark);
    if (at == std::string::npos) continue;
    at += mark.size();
    if (page.at(at) == '"') ++at;
    return std::strtod(page.c_str() + at, nullptr);
  }
  return -1;
}

}  // namespace herald::controller
