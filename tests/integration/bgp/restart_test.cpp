// A speaker that goes and comes back (RFC 4724): the router forwards all the while, and learns at the
// End-of-RIB what has gone in between.
#include "tests/integration/bgp/interop.h"

#include <chrono>

namespace herald::interop {
namespace {

using namespace std::chrono_literals;

class Restart : public Interop {
 protected:
  static PeerWanted restarting() {
    PeerWanted wanted = peer();
    wanted.session.graceful_restart = std::chrono::seconds(60);
    return wanted;
  }
  static PeerWanted watched() {
    PeerWanted wanted = restarting();
    wanted.bfd = speaker::bgp_order::Bfd{.timers = {100ms, 100ms, 3}};
    return wanted;
  }
  // A speaker that is exchanged falls silent, like a node that has died. FRR hears of the connection's end
  // first, and takes no notice of BFD while it waits; BIRD does so only when told.
  static RouterSettings watching() {
    return {.graceful_restart = true, .bfd = RouterSettings::Bfd{.graceful = GetParam() == Make::bird}};
  }
  [[nodiscard]] bool bfd_up() const {
    const auto bfd = speaker_->peer().bfd;
    return bfd && bfd->state == bfd::State::up && router_->bfd_up();
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

TEST_P(Restart, BfdLeavesAPlannedOneAlone) {
  connect(watching(), watched());
  announce("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  ASSERT_TRUE(eventually([&] { return bfd_up() && kernel_has("198.51.100.1"); }));
  watch_kernel();

  speaker_->stop(true);
  EXPECT_TRUE(eventually([&] { return !router_->bfd_up(); }));
  EXPECT_TRUE(eventually([&] { return router_->waits_for_restart(); }));
  EXPECT_TRUE(kernel_has("198.51.100.1"));

  start_speaker(watched());
  announce("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  EXPECT_TRUE(eventually([&] { return speaker_->established() && router_->established() && bfd_up(); }));
  EXPECT_TRUE(eventually([&] { return !router_->waits_for_restart(); }));
  EXPECT_TRUE(holds("198.51.100.1/32"));
  EXPECT_FALSE(kernel_lost("198.51.100.1"));
  EXPECT_FALSE(speaker_->has_news("down")) << "neither the session nor BFD";
}

TEST_P(Restart, WithoutBeingToldBirdTakesItForAFailure) {
  if (GetParam() == Make::frr) GTEST_SKIP() << "FRR tells the two apart";
  connect({.graceful_restart = true, .bfd = RouterSettings::Bfd{}}, watched());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  ASSERT_TRUE(eventually([&] { return bfd_up(); }));
  speaker_->stop(true);
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }, 10s)) << "the restart time is 60 s";
}

TEST_P(Restart, BfdLeavesACrashAlone) {
  start(watching());
  const std::vector<std::string> command = {HERALD_INTEROP_SPEAKER, "198.51.100.1/32", "10.0.0.1=65000=bfd"};
  Daemon first(node_, command, folder_.path("first"));
  ASSERT_TRUE(eventually([&] { return router_->bfd_up() && kernel_has("198.51.100.1"); }));
  watch_kernel();

  first.kill();
  EXPECT_TRUE(eventually([&] { return !router_->bfd_up() && router_->waits_for_restart(); }));
  EXPECT_TRUE(kernel_has("198.51.100.1"));

  const Daemon second(node_, command, folder_.path("second"));
  EXPECT_TRUE(eventually([&] { return router_->established() && router_->bfd_up(); }));
  EXPECT_TRUE(eventually([&] { return !router_->waits_for_restart(); }));
  EXPECT_TRUE(holds("198.51.100.1/32"));
  EXPECT_FALSE(kernel_lost("198.51.100.1"));
}

// An edit that needs another connection, through which the routes are kept (RFC 8538), needs no other BFD
// session.
TEST_P(Restart, BfdStaysUpThroughANewPassword) {
  if (GetParam() == Make::bird) GTEST_SKIP() << "BIRD begins everything anew for another password";
  connect(watching(), watched());
  ASSERT_TRUE(eventually([&] { return bfd_up(); }));
  PeerWanted edited = watched();
  edited.path.password = "secret";
  speaker_->order({edited});
  router_->set_password("secret");
  EXPECT_TRUE(
      eventually([&] { return speaker_->peer().session.established == 2 && router_->established(); }));
  EXPECT_FALSE(speaker_->has_news("bfd down"));
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
