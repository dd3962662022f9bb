// Two nodes with the real brain on one LAN, and a client that asks. Whole failovers, in every way a node can
// go, are in tests/e2e; this is the wire loop and its brain alone, without a cluster around them.
#include "speaker/shell_wire_layer2.h"
#include "tests/integration/wire_loop/wire_loop_fixture.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

namespace herald::speaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Speaker {
 public:
  Speaker(std::string name, const std::string& address)
      : self_{std::move(name), own::Incarnation(1), ip(address), io::kRingPort} {}

  void start() {
    where.run([&] {
      auto made = make_wire({.self = self_,
                             .cluster_keys = {"a cluster key"},
                             .interfaces = {"eth*"},
                             .clock = plan.clock(),
                             .logger = logger,
                             .reports = reports});
      ASSERT_TRUE(made) << made.error();
      port = *std::move(made);
    });
    mac = net::MacAddress(netns::RawWire(where, "eth0").mac());
    plan.spawn(hear());
  }
  [[nodiscard]] const own::Member& self() const { return self_; }

  netns::NetworkNamespace where;
  io::Loop plan;
  runtime::DescriptorSink sink{STDERR_FILENO};
  runtime::Logger logger{sink, plan.clock(), runtime::LogFormat::json, runtime::LogLevel::error};
  ReportMailbox reports{plan.executor(), plan.clock(), 1000};
  std::unique_ptr<WirePort> port;
  net::MacAddress mac;
  std::map<own::NodeName, report::MemberState> seen;  // as the reports say
  std::set<report::TwinLinks::Pair> twins;
  bool over = false;  // there will be no more reports

 private:
  runtime::Task<> hear() {
    while (co_await reports.ready() == runtime::Arrival::message) {
      while (const auto told = reports.take()) {
        for (const report::Report& report : *told) {
          const auto* const member = std::get_if<report::MemberSeen>(&report);
          if (member != nullptr) seen[member->node] = member->state;
          if (const auto* const heard = std::get_if<report::TwinLinks>(&report)) twins = heard->pairs;
        }
      }
    }
    over = true;
  }

  own::Member self_;
};

class Layer2Test : public testing::Test {
 protected:
  Layer2Test() {
    lan_.ip("link add br0 type bridge");
    lan_.ip("link set br0 up");
    plug(a_.where, "port-a");
    plug(b_.where, "port-b");
    plug(client_, "port-c");
    a_.where.ip("addr add 10.0.0.1/24 dev eth0");
    b_.where.ip("addr add 10.0.0.2/24 dev eth0");
    wire_ = std::make_unique<netns::RawWire>(client_, "eth0");
  }

  void plug(const netns::NetworkNamespace& host, const std::string& port, const char* card = "eth0") {
    netns::NetworkNamespace::connect({host, card}, {lan_, port});
    lan_.ip("link set " + port + " master br0");
  }

  // What the API server would say, to both.
  void start() {
    const auto eligible = std::make_shared<const own::NodeSet>(own::NodeSet{"node-a", "node-b"});
    for (Speaker* const speaker : {&a_, &b_}) {
      speaker->start();
      speaker->port->push({order::Layer2Settings{}, order::Roster{{a_.self(), b_.self()}},
                           order::Want{{ip("10.0.0.220"), eligible, {}}, {}}, order::Complete{}});
    }
  }

  [[nodiscard]] static bool is_answer(const netns::Frame& frame, std::optional<net::MacAddress> from = {}) {
    const auto header = herald::wire::EthernetHeader::parse(frame);
    if (!header || header->type != herald::wire::kEtherTypeArp) return false;
    const auto reply = herald::wire::ArpPacket::parse(std::span(frame).subspan(header->size()));
    return reply && reply->target_ip == ip("10.0.0.9") && (!from || reply->sender_mac == *from);
  }

  // Who answers within that time.
  [[nodiscard]] std::optional<net::MacAddress> answerer(milliseconds limit) {
    wire_->send(io::arp_frame({net::MacAddress(wire_->mac())}, herald::wire::ArpOperation::request,
                              "10.0.0.9", "10.0.0.220"));
    const auto answer = wire_->receive([](const netns::Frame& frame) { return is_answer(frame); }, limit);
    if (!answer) return std::nullopt;
    return herald::wire::EthernetHeader::parse(*answer)->source;
  }

  // Asks every 10 ms until `wanted` answers; how long that took.
  [[nodiscard]] std::optional<milliseconds> until(const std::function<bool(net::MacAddress)>& wanted) {
    const auto began = steady_clock::now();
    while (steady_clock::now() < began + std::chrono::seconds(20)) {
      const auto who = answerer(milliseconds(10));
      if (who && wanted(*who)) return std::chrono::duration_cast<milliseconds>(steady_clock::now() - began);
    }
    return std::nullopt;
  }

  [[nodiscard]] bool anybody_answers() {
    return until([&](net::MacAddress who) {
             owner_ = who == a_.mac ? &a_ : &b_;
             other_ = who == a_.mac ? &b_ : &a_;
             return who == a_.mac || who == b_.mac;
           })
        .has_value();
  }

  netns::NetworkNamespace lan_;
  netns::NetworkNamespace client_;
  Speaker a_{"node-a", "10.0.0.1"};
  Speaker b_{"node-b", "10.0.0.2"};
  std::unique_ptr<netns::RawWire> wire_;
  Speaker* owner_ = nullptr;
  Speaker* other_ = nullptr;
};

TEST_F(Layer2Test, ExactlyOneAnswers) {
  start();
  ASSERT_TRUE(anybody_answers());
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(answerer(std::chrono::seconds(1)), owner_->mac);
  const auto from_the_other = [&](const netns::Frame& frame) { return is_answer(frame, other_->mac); };
  EXPECT_FALSE(wire_->receive(from_the_other, milliseconds(100)));
}

TEST_F(Layer2Test, TheOtherTakesOverFromOneThatIsGone) {
  start();
  ASSERT_TRUE(anybody_answers());
  // Whom nobody has ever heard, nobody misses.
  ASSERT_TRUE(
      other_->plan.run_until([&] { return other_->seen[owner_->self().node] == report::MemberState::up; }));
  owner_->port.reset();
  const auto gap = until([&](net::MacAddress who) { return who == other_->mac; });
  ASSERT_TRUE(gap);
  RecordProperty("gap_ms", static_cast<int>(gap->count()));
  EXPECT_LT(*gap, std::chrono::seconds(5)) << "the bar of 1 s is held in tests/e2e";
}

TEST_F(Layer2Test, AFarewellHandsOverBeforeItFallsSilent) {
  start();
  ASSERT_TRUE(anybody_answers());
  owner_->port->stop();
  EXPECT_TRUE(until([&](net::MacAddress who) { return who == other_->mac; }));
  EXPECT_TRUE(owner_->plan.run_until([&] { return owner_->over; }));
}

// Frames about an address of ours that no question is like: none is answered, and all are counted.
TEST_F(Layer2Test, NoiseIsIgnoredAndCounted) {
  start();
  ASSERT_TRUE(anybody_answers());
  const net::MacAddress client(wire_->mac());
  const auto question = [&](const io::Sender& sender) {
    return io::arp_frame(sender, herald::wire::ArpOperation::request, "10.0.0.8", "10.0.0.220");
  };
  netns::Frame malformed = question({client});
  malformed[15] = 6;  // of another kind of hardware
  netns::Frame oversized = question({client});
  oversized.resize(1400);
  const io::Sender tagged{.mac = client, .vlan = herald::wire::VlanTag{0, false, 5}};
  for (const netns::Frame& frame : {malformed, oversized, question(tagged)})
    wire_->send(frame);
  const auto answered = [](const netns::Frame& frame) {
    const auto header = herald::wire::EthernetHeader::parse(frame);
    if (!header || header->type != herald::wire::kEtherTypeArp) return false;
    const auto reply = herald::wire::ArpPacket::parse(std::span(frame).subspan(header->size()));
    return reply && reply->operation == herald::wire::ArpOperation::reply &&
           reply->target_ip == ip("10.0.0.8");
  };
  // What comes behind them is answered, so they have been seen.
  EXPECT_EQ(answerer(std::chrono::seconds(5)), owner_->mac);
  EXPECT_FALSE(wire_->receive(answered, milliseconds(100)));
  owner_->port->stop();
  ASSERT_TRUE(owner_->plan.run_until([&] { return owner_->over; }));
  const WireTotals totals = owner_->port->totals();
  for (const char* const reason : {"malformed", "oversized", "vlan"})
    EXPECT_EQ(totals.ignored.at(reason), 1U) << reason;
}

// Each card hears what the other one announces.
TEST_F(Layer2Test, ANodeWithTwoCardsInOneLanSaysSo) {
  plug(a_.where, "port-a1", "eth1");
  plug(b_.where, "port-b1", "eth1");
  start();
  ASSERT_TRUE(anybody_answers());
  EXPECT_TRUE(owner_->plan.run_until([&] { return !owner_->twins.empty(); }));
  EXPECT_EQ(owner_->twins, (std::set<report::TwinLinks::Pair>{{"eth0", "eth1"}}));
  EXPECT_TRUE(other_->twins.empty()) << "it announces nothing";
}

}  // namespace
}  // namespace herald::speaker
