// A lab for one test, and what a test does in it: the tool `lab` run as people run it, kubectl, a client that
// knocks. It dies with the test, however that ends; its logs stay in build/e2e/SUITE.TEST/logs, and when the
// test failed, beside them what was said on the LAN and what every daemon believed at the end.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::e2e {

using apiserver::Finished;
using apiserver::Process;

// What `lab probe --json` says.
struct Knocks {
  int sent = 0;
  int lost = 0;
  std::chrono::milliseconds longest{};
  std::vector<std::string> answerers;  // each time another one answers
};

// A client that knocks at an address a hundred times a second, from when it was first answered until stop().
class Knocking {
 public:
  Knocking(const std::vector<std::string>& command, const apiserver::Environment& environment);
  [[nodiscard]] bool reached();
  [[nodiscard]] Knocks stop();

 private:
  Process process_;
};

// The tool `lab`, with a folder that is this test's: build/e2e/SUITE.TEST. Brings nothing up by itself.
class LabTool {
 public:
  LabTool();

  [[nodiscard]] const std::string& folder() const { return folder_; }
  // Words are split at spaces; what stands in single quotes is one word.
  [[nodiscard]] std::vector<std::string> command(const std::string& words) const;
  [[nodiscard]] apiserver::Environment environment() const;
  [[nodiscard]] Finished run(const std::string& words) const;
  [[nodiscard]] std::unique_ptr<Process> begin(const std::string& words) const;
  // Writes a file that ends with the test, and returns its path.
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const;

 private:
  apiserver::TemporaryDirectory directory_;
  std::string folder_;
};

class Lab {
 public:
  // Flags of `lab up`.
  explicit Lab(const std::vector<std::string>& flags = {});
  ~Lab();

  // The test fails when the command does.
  std::string run(const std::string& words);
  [[nodiscard]] Finished try_to_run(const std::string& words);
  std::string in(const std::string& place, const std::string& words) {
    return run("exec " + place + " -- " + words);
  }
  // A program in a place whose output is read as it comes.
  [[nodiscard]] std::unique_ptr<Process> begin(const std::string& words);

  std::string kubectl(const std::string& words);
  void apply(const std::string& manifest);
  // For many objects that are not there yet: it asks for none of them first.
  void create(const std::string& manifest);
  // What `kubectl patch --subresource status` does, which kubectl has since 1.24. `object` is all of it, as
  // JSON.
  void replace_status(const std::string& path, const std::string& object);
  // Watches with kubectl until a line contains `text`; empty when it does not come.
  std::string await(const std::string& words, const std::string& text);

  // Until somebody answers at that address, whom it returns; the test fails when nobody does.
  std::string await_reachable(const std::string& address, const std::string& flags = {});
  // Somebody else than that node.
  std::string await_other(const std::string& address, const std::string& node);
  // What a client gets at http://ADDRESS:PORT/; the test fails when it gets nothing.
  std::string page(const std::string& address, int port = 80, const std::string& from = "client");
  // The same where nobody may be there.
  [[nodiscard]] Finished try_page(const std::string& address, int port = 80,
                                  const std::string& from = "client");
  // As long as that, and no longer.
  void let_pass(const std::string& duration);
  // The nodes that answer an ARP request or a neighbour solicitation of the client on that LAN.
  [[nodiscard]] std::set<std::string> owners(const std::string& address, int lan = 1);
  [[nodiscard]] std::unique_ptr<Knocking> knock(const std::string& address, const std::string& flags = {});

  // As a power cut would: SIGKILL to the process that keeps the lab.
  void kill();

  [[nodiscard]] bool is_up() const { return up_; }
  [[nodiscard]] const std::string& folder() const { return tool_.folder(); }
  [[nodiscard]] std::string log(const std::string& daemon) const;

 private:
  [[nodiscard]] std::string capture(int lan) const;

  LabTool tool_;
  std::unique_ptr<Process> process_;
  int lans_ = 1;
  bool up_ = false;
};

// The manifest of a LoadBalancer Service `shop/NAME` with the port http (80, and 8080 of its pods) and more
// lines of its spec.
[[nodiscard]] std::string service(const std::string& name, const std::string& more = {});
// The ConfigMap herald-system/config with one layer 2 pool of these addresses.
[[nodiscard]] std::string pool(const std::string& addresses);

// Says on standard output what a test found out.
void measured(const std::string& what);

// Why this machine cannot have a lab; empty when it can.
[[nodiscard]] std::string why_no_lab();

}  // namespace herald::e2e
