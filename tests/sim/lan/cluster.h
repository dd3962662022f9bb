// The simulated cluster: machines whose speakers are nothing but their layer 2 brains, one LAN with a router
// and a client, and an API server as far as layer 2 hears of it. All from one seed, in virtual time.
//
// It performs what the brains ask for, and tells a judge (laws.h) what they do. It breaks nothing by itself:
// that is trouble.h's part.
#pragma once

#include "core/base/random.h"
#include "speaker/wire_layer2.h"
#include "tests/sim/lan/record.h"
#include "tests/sim/scheduler.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace herald::sim::lan {

using speaker::wire::Layer2;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace order = speaker::order;
namespace report = speaker::report;
using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

// How the LAN treats what is sent, in thousandths.
struct Mood {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  Duration jitter = microseconds(50);
};

// What the API server shows of a speaker. One that has run out is still there to be seen.
struct Lease {
  own::Member member;
  net::MacAddress mac;  // that its speaker announces from
  bool lapsed = false;
  Instant lapsed_at{};
};
using Leases = std::map<own::NodeName, Lease>;
// Whoever could not write its Lease tries again after a pause that has grown (speaker/lease_keeper.h).
inline constexpr Duration kWritePause = seconds(15);

// A machine. `brain` is the speaker's process.
struct Node {
  std::size_t number = 0;
  own::Member member;
  net::MacAddress mac;
  std::unique_ptr<Layer2> brain;
  std::uint64_t life = 0;  // counts processes: what was meant for an earlier one is dropped
  bool paused = false;
  bool link = true;
  bool draining = false;
  bool leaving = false;

  // Its clocks: local = global * (1 + ppm) + offset; wall time is off by `wall`.
  Duration offset{};
  std::int64_t ppm = 0;
  Duration wall{};

  std::deque<speaker::wire::Event> inbox;  // while paused: what its sockets hold
  Instant tick_at = kNever;                // global
  speaker::wire::Capture capture;

  // The API server, as this node reaches it.
  bool api_out = false;
  Duration api_delay = milliseconds(5);
  Instant api_next{};          // orders keep their order
  order::Orders api_withheld;  // during an outage
  bool leases_withheld = false;
  std::uint64_t outages = 0;
  bool told_everything = false;

  // What the plan loop makes the roster of (speaker/roster.h).
  std::shared_ptr<const Leases> leases;
  Instant listed_at = kNever;  // when it first saw them
  std::vector<bool> ring_up;   // by number

  std::set<net::IpAddress> announces;  // as it told, also while nobody hears it

  [[nodiscard]] bool runs() const { return brain != nullptr; }
  [[nodiscard]] bool can_serve() const { return runs() && !paused && link; }
};

class Judge;

class Cluster {
 public:
  Cluster(std::size_t nodes, std::uint64_t seed, Record& record);

  // ---- processes
  void start(std::size_t number);  // with a new incarnation, by its wall clock
  void start_all();                // together, with their Leases already there
  void crash(std::size_t number);
  void stop(std::size_t number);  // takes leave first
  void pause(std::size_t number);
  void resume(std::size_t number);
  void drain(std::size_t number, bool draining);

  // ---- the LAN
  void set_link(std::size_t number, bool up);
  void set_mood(const Mood& mood);
  [[nodiscard]] const Mood& mood() const { return mood_; }
  void block(std::size_t from, std::size_t to) { blocked_.insert({from, to}); }
  void partition(const std::set<std::size_t>& side);
  void split_ring(const std::set<std::size_t>& side);  // of datagrams only: frames still pass
  void heal();
  [[nodiscard]] bool whole() const;  // nothing blocked, nobody unplugged or paused, nothing lost
  // What this node hears from now on, and playing all of it to it again: true if it answers none of it.
  void tape(std::size_t node) { taped_ = node; }
  [[nodiscard]] bool replay();
  // The client asks for an address; who answers is told to the judge.
  void ask(const net::IpAddress& address);

  // ---- the API server
  void want(const net::IpAddress& address, own::NodeSet eligible);  // empty set: all nodes
  void unwant(const net::IpAddress& address);
  void set_api(std::size_t number, bool out);
  // A process that runs has a Lease that has run out, and has yet to write it.
  [[nodiscard]] bool lacks_leases() const;
  [[nodiscard]] const std::map<net::IpAddress, own::Wanted>& wanted() const { return wanted_; }

  void run(Duration span);

  [[nodiscard]] Node& node(std::size_t number) { return nodes_[number]; }
  [[nodiscard]] const Node& node(std::size_t number) const { return nodes_[number]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] Instant now() const { return scheduler_.now(); }
  Record& record() { return record_; }
  Random& random() { return random_; }
  void set_judge(Judge* judge) { judge_ = judge; }
  template <class Text>
  void trace(Text&& text) {
    if (!record_.tracing) return;
    const auto since = std::chrono::duration_cast<microseconds>(now().time_since_epoch()).count();
    record_.trace.push_back(std::to_string(since) + "us " + text());
  }
  void count(Thing thing) { record_.counters.add(thing); }

 private:
  // cluster.cpp: processes and their time
  void begin(Node& node);
  void feed(Node& node, const speaker::wire::Event& event);
  void perform(Node& node, const speaker::wire::Effect& effect);
  void schedule_tick(Node& node);
  void lose_process(Node& node);
  void note(Node& node, const report::Report& told);
  [[nodiscard]] Instant local(const Node& node, Instant global) const;
  [[nodiscard]] Instant global(const Node& node, Instant at) const;
  [[nodiscard]] speaker::wire::Interface interface_of(const Node& node) const;

  // ether.cpp: what travels
  using Datagram = std::variant<speaker::wire::MessageReceived, speaker::wire::BfdReceived>;
  void send_datagram(Node& node, const std::vector<own::Endpoint>& to, Datagram datagram);
  void send_frame(Node& node, std::vector<std::uint8_t> frame);
  void broadcast(const net::MacAddress& source, std::size_t from, const Bytes& frame);
  void receive_frame(Node& node, const Bytes& frame);
  void router_hears(std::size_t from, const std::vector<std::uint8_t>& frame);
  void deliver(std::size_t to, speaker::wire::Event event);
  [[nodiscard]] bool path(std::size_t from, std::size_t to) const;
  [[nodiscard]] Duration travel_time();
  void count_message(const std::vector<std::uint8_t>& body);

  // api.cpp
  enum class With : std::uint8_t { orders, leases };
  void tell(Node& node, order::Orders orders, With with = With::orders);
  void tell_all(const order::Order& order);
  void tell_leases(Node& node);
  void tell_all_leases();
  void snapshot(Node& node);
  void publish_lease(Node& node);
  void write_lease_at_last(Node& node);
  void drop_lease(const Node& node);
  void lapse(Node& node);
  void expire_lease(std::size_t number, std::uint64_t life);
  void miss_renewals(std::size_t number, std::uint64_t outage);
  void ring_says(Node& node, const report::MemberSeen& seen);
  [[nodiscard]] order::Roster roster_of(const Node& node) const;
  [[nodiscard]] bool stands_for(const Node& node, const Lease& lease) const;

  Scheduler scheduler_;
  Random random_;
  std::uint64_t seed_;
  Record& record_;
  Judge* judge_ = nullptr;
  Mood mood_;
  std::vector<Node> nodes_;
  std::set<std::pair<std::size_t, std::size_t>> blocked_;
  std::set<std::pair<std::size_t, std::size_t>> ring_blocked_;
  std::optional<std::size_t> taped_;
  std::vector<speaker::wire::Event> tape_;
  std::uint64_t messages_sent_ = 0;
  std::map<net::IpAddress, own::Wanted> wanted_;
  std::shared_ptr<const own::NodeSet> everybody_;
  std::shared_ptr<const Leases> leases_ = std::make_shared<const Leases>();
};

}  // namespace herald::sim::lan
