// A cluster with a speaker's plan loop in it, in a thread of this program.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"
#include "speaker/shell.h"
#include "tests/integration/controller/cluster.h"
#include "tests/integration/speaker/played_wire.h"

#include <memory>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>

namespace herald::speaker {

class PlanLoop {
 public:
  explicit PlanLoop(const ShellOptions& options);
  PlanLoop(const PlanLoop&) = delete;
  PlanLoop& operator=(const PlanLoop&) = delete;
  ~PlanLoop();

  [[nodiscard]] WireStage& wire() { return *stage_; }
  // Asks it to stop and waits for its end; the error it ended with, if any.
  [[nodiscard]] std::string stop();

 private:
  runtime::Task<> serve();
  void join();

  boost::asio::io_context io_{1};
  runtime::SystemClock clock_;
  runtime::DescriptorSink sink_{2};
  runtime::Logger logger_{sink_, clock_, runtime::LogFormat::json, runtime::LogLevel::error};
  std::shared_ptr<WireStage> stage_ = std::make_shared<WireStage>();
  std::unique_ptr<Shell> shell_;
  std::unique_ptr<runtime::TaskGroup> tasks_;
  std::string problem_;
  std::thread thread_;
};

class SpeakerTest : public controller::ClusterTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] ShellOptions options(const std::string& node);
  [[nodiscard]] std::unique_ptr<PlanLoop> start(const std::string& node);

  void make_node(const std::string& name, const std::string& labels = "{}");
  // A Service with an address and a ready endpoint on each of the nodes.
  void make_service(const std::string& name, const std::string& address,
                    const std::vector<std::string>& nodes, const std::string& policy = "Cluster");
  void make_endpoints(const std::string& service, const std::vector<std::string>& nodes);

 private:
  std::string key_file_;  // written once: a speaker that has started may be reading it
  std::string nodes_;     // to be removed from a cluster that is not ours
};

}  // namespace herald::speaker
