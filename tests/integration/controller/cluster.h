// A cluster for each test and real programs in it: the embedded API server, or the one that
// HERALD_TEST_KUBECONFIG names; herald-controller; the kubectl that HERALD_KUBECTL names, or the one in PATH.
// Nothing polls: what is waited for is told by a watch or a log line, and every wait has an end.
#pragma once

#include "tests/integration/apiserver/process.h"
#include "tests/integration/controller/gate.h"

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::controller {

using apiserver::Environment;
using apiserver::Process;

// A controller whose log is read.
class Controller {
 public:
  Controller(const std::vector<std::string>& flags, const Environment& environment);

  // The next line of the log that contains all of these.
  [[nodiscard]] bool says(const std::vector<std::string>& texts);
  void kill() { end(SIGKILL); }
  [[nodiscard]] pid_t id() const { return process_->id(); }
  int end(int signal);
  // The body of a page of its admin port, behind the status.
  [[nodiscard]] std::string page(const std::string& path, const std::string& token = {}) const;

 private:
  std::unique_ptr<Process> process_;
  int port_ = 0;
};

// How long a replica that was killed is waited for: while somebody looks, or for ever.
enum class Patience { short_lease, endless_lease };

class ClusterTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] std::unique_ptr<Controller> start_controller(Patience patience = Patience::short_lease);

  // To be called before a daemon is started that shall live through a crash: another cluster is not crashed,
  // but its daemons go through a gate.
  void make_crashable();
  // As a machine dies, and comes back with what it had.
  void crash_server();
  void restart_server();

  std::string kubectl(const std::string& words, const Environment& more = {});
  void apply(const std::string& manifest);
  // Faster, for many.
  void create(const std::string& manifest);
  // Changes an object as people do, with an editor that is sed.
  void edit(const std::string& object, const std::string& sed_expression);
  // Watches with `words` until a line contains `text`; returns that line, empty when it does not come.
  std::string await(const std::string& words, const std::string& text);
  [[nodiscard]] std::unique_ptr<Process> watch(const std::string& words);
  // kubectl that nobody waits for yet.
  [[nodiscard]] std::unique_ptr<Process> begin(const std::string& words);

  [[nodiscard]] bool embedded() const { return server_ != nullptr; }
  // For daemons.
  [[nodiscard]] const std::string& kubeconfig() const {
    return gate_ ? kubeconfig_through_gate_ : kubeconfig_;
  }
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
    return directory_.file(name, text);
  }
  // What kubectl is started with.
  [[nodiscard]] Environment environment(const Environment& more = {}) const;

 private:
  [[nodiscard]] std::string manifest_file(const std::string& manifest);
  void start_server(const std::string& address);
  [[nodiscard]] std::vector<std::string> command(const std::string& words) const;

  apiserver::TemporaryDirectory directory_;
  std::string kubectl_;
  std::string kubeconfig_;
  std::unique_ptr<Process> server_;
  std::unique_ptr<Gate> gate_;
  std::string kubeconfig_through_gate_;
  int files_ = 0;
};

}  // namespace herald::controller
