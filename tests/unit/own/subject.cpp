#include "tests/unit/own/subject.h"

#include <memory>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const NodeSet kAll{"node-0", "node-1", "node-2"};

std::string letter(const effect::Send& send) {
  static constexpr const char* kBodies[] = {"views", "claims", "digest", "pull", "ask", "answered"};
  const auto message = parse(send.bytes);
  return std::string(kBodies[message->body.index()]) + ">" + std::to_string(send.to.size());
}
std::string letter(const effect::Watch& watch) {
  return "watch" + std::to_string(watch.members.size());
}
std::string letter(const effect::Gained& gained) {
  return "+" + std::to_string(static_cast<std::uint32_t>(gained.address.value()) & 0xff) + "/" +
         std::to_string(gained.epoch.value()) + "/" + std::to_string(static_cast<int>(gained.cause));
}
std::string letter(const effect::Lost& lost) {
  return "-" + std::to_string(static_cast<std::uint32_t>(lost.address.value()) & 0xff) + "/" +
         std::to_string(static_cast<int>(lost.cause));
}
std::string letter(const effect::MemberSeen& seen) {
  return "seen" + seen.node.substr(5) + "/" + std::to_string(static_cast<int>(seen.state));
}
std::string letter(const effect::HeardAgain&) {
  return "a";
}
std::string letter(const effect::Isolated&) {
  return "isolated";
}
std::string letter(const effect::Emptied&) {
  return "emptied";
}
std::string letter(const effect::Left&) {
  return "left";
}

}  // namespace

Subject::Subject(State state) : machine(member(0)), now(Instant{} + seconds(100)) {
  feed(event::Wanted{wanted(1, kAll)});
  feed(event::Wanted{wanted(2, kAll)});
  feed(event::Wanted{wanted(3, {"node-2"})});
  if (state == State::waiting) return;
  bring_to_running();
  if (state == State::joining) {
    *this = Subject(State::waiting);
    feed(event::RosterChanged{{member(0), member(1), member(2)}});
    feed(event::Complete{});
    pass(milliseconds(1));
  }
  if (state == State::draining) feed(event::Drain{true});
  if (state == State::suspended) feed(event::ForeignAnnouncement{address(1)});
  if (state == State::isolated || state == State::cut_off) {
    feed(event::LivenessChanged{"node-1", Liveness::down});
    feed(event::LivenessChanged{"node-2", Liveness::down});
  }
  if (state == State::cut_off) feed(event::ReachJudged{true});
  if (state == State::superseded) feed(event::RosterChanged{{member(0, 6), member(1), member(2)}});
  if (state == State::leaving || state == State::left) feed(event::Stop{});
  if (state == State::left) hear(1, body::Claims{{claim(1, 8, 1)}});
}

void Subject::bring_to_running() {
  feed(event::RosterChanged{{member(0), member(1), member(2)}});
  for (const int node : {1, 2}) {
    hear(node, body::Views{{view(node, 1)}});
    feed(event::LivenessChanged{member(node).node, Liveness::up});
  }
  hear(1, body::Claims{{claim(1, 7, 0), claim(2, 4, 1)}});
  feed(event::Complete{});
  pass(milliseconds(1));
  hear(1, body::Answered{1});
  hear(2, body::Answered{0});
  now += Ownership::kLastWords;  // what is announced from now on is no last word
}

Member Subject::member(int node, std::uint64_t incarnation) {
  return {"node-" + std::to_string(node), Incarnation(incarnation),
          net::IpAddress::v4(0xc0000000 + static_cast<std::uint32_t>(node)), 7947};
}

View Subject::view(int node, std::uint64_t sequence) {
  View view;
  view.sender = node_id(member(node).node);
  view.incarnation = Incarnation(5);
  view.sequence = sequence;
  return view;
}

Wanted Subject::wanted(std::uint32_t n, const NodeSet& eligible) {
  return {address(n), std::make_shared<NodeSet>(eligible), {}};
}

AddressClaim Subject::claim(std::uint32_t n, std::uint64_t epoch, int node) {
  return {address(n), {Epoch(epoch), node_id(member(node).node), false}};
}

std::string Subject::feed(const Ownership::Event& event) {
  return text_of(machine.step(now, event));
}

std::string Subject::hear(int node, const Body& body, std::uint64_t incarnation) {
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  const Member sender = member(node, incarnation);
  append_to(out, {{node_id(sender.node), sender.incarnation, ++sequence_}, body});
  return feed(event::MessageHeard{{sender.address, sender.port}, bytes});
}

std::string Subject::pass(Duration time) {
  now += time;
  return feed(event::Tick{});
}

std::string Subject::text_of(const Ownership::Effects& effects) const {
  std::string text;
  for (const Ownership::Effect& effect : effects) {
    text += text.empty() ? "" : " ";
    text += std::visit([](const auto& each) { return letter(each); }, effect);
  }
  return text.empty() ? "=" : text;
}

static event::GuestUp guest(int node) {
  const Member member = Subject::member(node);
  return {{member.address, member.port}};
}

const std::vector<Input>& inputs() {
  static const std::vector<Input> all = {
      {"roster without node-2",
       [](Subject& s) { return s.feed(event::RosterChanged{{Subject::member(0), Subject::member(1)}}); }},
      {"roster with node-3",
       [](Subject& s) {
         return s.feed(event::RosterChanged{
             {Subject::member(0), Subject::member(1), Subject::member(2), Subject::member(3)}});
       }},
      {"wanted new", [](Subject& s) { return s.feed(event::Wanted{Subject::wanted(9, {"node-0"})}); }},
      {"own no longer for us",
       [](Subject& s) { return s.feed(event::Wanted{Subject::wanted(1, {"node-2"})}); }},
      {"other's now for us alone",
       [](Subject& s) { return s.feed(event::Wanted{Subject::wanted(2, {"node-0"})}); }},
      {"unwanted own", [](Subject& s) { return s.feed(event::Unwanted{Subject::address(1)}); }},
      {"unwanted other's", [](Subject& s) { return s.feed(event::Unwanted{Subject::address(2)}); }},
      {"complete", [](Subject& s) { return s.feed(event::Complete{}); }},
      {"node-1 down", [](Subject& s) { return s.feed(event::LivenessChanged{"node-1", Liveness::down}); }},
      {"node-1 down, node-2 agrees",
       [](Subject& s) {
         View view = Subject::view(2, 2);
         view.down = {node_id("node-1")};
         s.hear(2, body::Views{{view}});
         return s.feed(event::LivenessChanged{"node-1", Liveness::down});
       }},
      {"node-1 up", [](Subject& s) { return s.feed(event::LivenessChanged{"node-1", Liveness::up}); }},
      {"guest who is a member", [](Subject& s) { return s.feed(guest(1)); }},
      {"guest who was a member",
       [](Subject& s) {
         s.feed(event::RosterChanged{{Subject::member(0), Subject::member(1)}});
         return s.feed(guest(2));
       }},
      {"cut off", [](Subject& s) { return s.feed(event::ReachJudged{true}); }},
      {"not cut off", [](Subject& s) { return s.feed(event::ReachJudged{false}); }},
      {"interface gone", [](Subject& s) { return s.feed(event::AbleChanged{{InterfaceNeed()}}); }},
      {"better claim to own", [](Subject& s) { return s.hear(1, body::Claims{{Subject::claim(1, 8, 1)}}); }},
      {"outdated claim to own",
       [](Subject& s) { return s.hear(1, body::Claims{{Subject::claim(1, 6, 1)}}); }},
      {"node-1 drains",
       [](Subject& s) {
         View view = Subject::view(1, 2);
         view.draining = true;
         return s.hear(1, body::Views{{view}});
       }},
      {"digest",
       [](Subject& s) { return s.hear(1, body::Digest{.urgent = true, .claims = {}, .views = {}}); }},
      {"pull", [](Subject& s) { return s.hear(1, body::Pull{.claims = ~0ULL, .views = ~0U}); }},
      {"ask", [](Subject& s) { return s.hear(1, body::Ask{}); }},
      {"answered", [](Subject& s) { return s.hear(1, body::Answered{1}); }},
      {"noise", [](Subject& s) { return s.feed(event::MessageHeard{{}, {0x48, 1, 2}}); }},
      {"own announced by another",
       [](Subject& s) { return s.feed(event::ForeignAnnouncement{Subject::address(1)}); }},
      {"drain", [](Subject& s) { return s.feed(event::Drain{true}); }},
      {"no drain", [](Subject& s) { return s.feed(event::Drain{false}); }},
      {"policy", [](Subject& s) { return s.feed(event::PolicyChanged{.sticky = true}); }},
      {"tick", [](Subject& s) { return s.pass(Duration::zero()); }},
      {"a second", [](Subject& s) { return s.pass(seconds(1)); }},
      {"two seconds",
       [](Subject& s) {
         s.pass(seconds(1));
         return s.pass(seconds(1));
       }},
      {"stop", [](Subject& s) { return s.feed(event::Stop{}); }},
  };
  return all;
}

}  // namespace herald::own
