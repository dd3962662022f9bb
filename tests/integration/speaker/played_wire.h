// A wire loop that a test plays: it keeps what it was ordered, as one picture, and reports what the test
// says. The plan loop and the test are two threads; nothing polls.
#pragma once

#include "speaker/shell_wire_port.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace herald::speaker {

struct WirePicture {
  std::map<std::string, own::NodeSet> wanted;  // by address
  std::set<std::string> roster;                // nodes
  std::map<std::string, std::string> peers;    // of BGP, and their passwords
  std::set<std::string> prefixes;              // that some peer is to be told of
  bool draining = false;
  bool complete = false;
  bool asked_to_stop = false;
  std::map<std::string, int> times_ordered;  // each address, in whatever way
};

// Shared by the test and the port, which the shell owns and may drop.
class WireStage {
 public:
  [[nodiscard]] WireFactory factory(std::shared_ptr<WireStage> self);

  // Whether it comes to that; the limit is only there to end a test that hangs.
  [[nodiscard]] bool wait_for(const std::function<bool(const WirePicture&)>& seen);
  [[nodiscard]] WirePicture picture() const;
  [[nodiscard]] own::Member self() const;
  [[nodiscard]] std::vector<std::string> keys() const;

  void report(report::Report report);

 private:
  class Port;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  WirePicture picture_;
  own::Member self_;
  std::vector<std::string> keys_;
  ReportMailbox* reports_ = nullptr;
};

}  // namespace herald::speaker
