// A speaker that goes and comes back (RFC 4724): the router forwards all the while, and learns at the
// End-of-RIB what has gone in between.
#include "tests/integration/bgp/interop.h"

namespace herald::interop {
namespace {

class Restart : public Interop {
 protected:
  static PeerWanted restarting() {
    PeerWanted wanted = peer();
    wanted.session.graceful_restart = std::chrono::seconds(60);
    return wanted;
  }

  // The router's kernel tells every route that it loses.
  void watch_kernel() {
    watcher_ = std::make_unique<Daemon>(
        router_place_, std::vector<std::string>{"ip", "-4", "monitor", "route"}, folder_.path("monitor"));
  }
  [[nodiscard]] bool kernel_lost(const std::string& address) const {
    return folder_.read("monitor").find("Deleted " + address) != std::string::npos;
  }
  [[nodiscard]] bool kernel_has(const std::string& address) const {
    return router_place_.command({"ip", "route", "show", address}).out.find("via 10.0.0.2") !=
           std::string::npos;
  }

  Folder folder_;
  std::unique_ptr<Daemon> watcher_;
};

TEST_P(Restart, KeepsRoutesUntilTheyAreRepeated) {
  connect({.graceful_restart = true}, restarting());
  announce("198.51.100.1/32");
  announce("198.51.100.2/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  EXPECT_TRUE(eventually([&] { return kernel_has("198.51.100.1") && kernel_has("198.51.100.2"); }));
  watch_kernel();

  speaker_->stop(true);
  EXPECT_TRUE(eventually([&] { return router_->waits_for_restart(); }));
  EXPECT_TRUE(kernel_has("198.51.100.1"));
  EXPECT_TRUE(kernel_has("198.51.100.2"));

  start_speaker(restarting());
  announce("198.51.100.1/32");  // the other one is gone since
  EXPECT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
  EXPECT_TRUE(eventually([&] { return speaker_->peer().advertised[0] == 1; }));
  EXPECT_TRUE(holds("198.51.100.2/32")) << "nothing goes before the End-of-RIB";
  speaker_->order({speaker::bgp_order::Complete{}});
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.2/32"); })) << "swept at the End-of-RIB";
  EXPECT_TRUE(eventually([&] { return kernel_lost("198.51.100.2"); }));
  EXPECT_TRUE(holds("198.51.100.1/32"));
  EXPECT_FALSE(kernel_lost("198.51.100.1"));
  EXPECT_FALSE(router_->waits_for_restart());
}

// A machine that lost its power: without BFD the hold timer alone tells the router, and that must count.
TEST_P(Restart, ADeadNodeIsGivenUpAtTheHoldTime) {
  connect({.hold_time = 3, .graceful_restart = true}, restarting());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  cut();
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }, std::chrono::seconds(10)))
      << "it waits for a restart of somebody dead";
}

// An edit that needs another session, which takes a moment: the routes stand meanwhile.
TEST_P(Restart, AnEditLosesNoRoute) {
  connect({.graceful_restart = true}, restarting());
  announce("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  EXPECT_TRUE(eventually([&] { return kernel_has("198.51.100.1"); }));
  watch_kernel();
  PeerWanted edited = restarting();
  edited.session.hold_time = std::chrono::seconds(30);
  speaker_->order({edited});
  EXPECT_TRUE(eventually([&] {
    return speaker_->established() && speaker_->peer().session.established == 2 && router_->established();
  }));
  EXPECT_TRUE(eventually([&] { return !router_->waits_for_restart(); })) << "the End-of-RIB came";
  EXPECT_TRUE(kernel_has("198.51.100.1"));
  EXPECT_FALSE(kernel_lost("198.51.100.1"));
}

// Without it a speaker that goes takes its routes along.
TEST_P(Restart, WithoutItRoutesGoWithTheSession) {
  connect({.graceful_restart = true}, peer());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  speaker_->stop(true);
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }));
}

// Leaving for good is no restart, whatever was agreed.
TEST_P(Restart, AStopForGoodTakesTheRoutesAlong) {
  connect({.graceful_restart = true}, restarting());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  speaker_->stop(false);
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }, std::chrono::seconds(10)));
}

HERALD_WITH_ROUTERS(Restart);

}  // namespace
}  // namespace herald::interop
