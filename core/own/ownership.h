// Who owns which address on this LAN, as one speaker sees it: a Machine (core/base/machine.h). It is told who
// the members are, what is wanted, whom the liveness sessions hear and what the other speakers say; it says
// what this node begins and ceases to announce, and what to send. It knows no frames, no sockets, no
// signatures.
//
// The rules are those of layer 2's design: an address belongs to the live, entitled holder of the highest
// epoch; an orphan goes to the first in rank, who claims it with the next epoch in the very step in which it
// learns that the holder is gone. Three things keep that from going wrong where knowledge differs:
//  - Patience: if the first in rank does not claim (it may not have heard of the address), the next one does.
//  - A claim is believed to know the API objects better than we do, until they change here.
//  - Whoever loses the same address again and again to another waits longer each time.
//
// Time. Only Tick lets time pass: no other event gives up on anybody, however late it comes. A caller that
// was stalled first hands in everything that waits in its sockets, then ticks.
#pragma once

#include "core/base/time.h"
#include "core/own/book.h"
#include "core/own/census.h"
#include "core/own/deal.h"
#include "core/own/events.h"
#include "core/own/joining.h"
#include "core/own/message.h"
#include "core/own/reconciler.h"
#include "core/own/replay.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace herald::own {

class Ownership {
 public:
  using Event = std::variant<event::RosterChanged, event::Wanted, event::Unwanted, event::Complete,
                             event::LivenessChanged, event::GuestUp, event::ReachJudged, event::AbleChanged,
                             event::MessageHeard, event::ForeignAnnouncement, event::Drain,
                             event::PolicyChanged, event::Tick, event::Stop>;
  using Effect = std::variant<effect::Send, effect::Watch, effect::Gained, effect::Lost, effect::MemberSeen,
                              effect::HeardAgain, effect::Isolated, effect::Emptied, effect::Left>;
  using Effects = std::vector<Effect>;

  static constexpr Duration kAntiEntropy = std::chrono::seconds(1);
  static constexpr Duration kPatience = std::chrono::seconds(1);    // with the first in rank
  static constexpr Duration kHandover = std::chrono::seconds(2);    // answering on behalf of a successor
  static constexpr Duration kSuspension = std::chrono::seconds(1);  // after another speaker's announcement
  // What another speaker announced so shortly after claims have settled whose an address is may have crossed
  // them on its way: the last words of who had it, or of one who claimed it in the same instant. One who goes
  // on announcing is heard again.
  static constexpr Duration kLastWords = std::chrono::milliseconds(50);
  static constexpr Duration kReachWait = std::chrono::seconds(1);  // for event::ReachJudged
  static constexpr Duration kRepeatView = std::chrono::milliseconds(100);
  // Who is no member any more may live on the other side of a partition, and is known again for so long.
  static constexpr Duration kFormerMemory = std::chrono::hours(1);
  static constexpr std::size_t kMostFormer = 1024;

  explicit Ownership(const Member& self);

  // Several events that belong together (all orders of a batch) make one decision when they come in one step.
  Effects step(Instant now, const Event& event);
  Effects step(Instant now, const std::vector<Event>& events);
  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] bool announces(const net::IpAddress& address) const;
  [[nodiscard]] std::size_t announced() const;  // how many
  // Who has it, as far as this node knows; empty: nobody, or nobody it knows by name.
  [[nodiscard]] NodeName owner_of(const net::IpAddress& address) const;
  [[nodiscard]] const Census& census() const { return census_; }
  [[nodiscard]] const Book& book() const { return book_; }

 private:
  enum class Phase : std::uint8_t {
    waiting,  // not everything has been told: neither holds nor takes
    joining,  // asking the others
    running,
    leaving,
    left
  };
  enum class Reach : std::uint8_t { unasked, asked, judged };

  // ownership.cpp: what happens
  void on(Instant now, const event::RosterChanged& event);
  void on(Instant now, const event::Wanted& event);
  void on(Instant now, const event::Unwanted& event);
  void on(Instant now, const event::Complete& event);
  void on(Instant now, const event::LivenessChanged& event);
  void on(Instant now, const event::GuestUp& event);
  void on(Instant now, const event::ReachJudged& event);
  void on(Instant now, const event::AbleChanged& event);
  void on(Instant now, const event::MessageHeard& event);
  void on(Instant now, const event::ForeignAnnouncement& event);
  void on(Instant now, const event::Drain& event);
  void on(Instant now, const event::PolicyChanged& event);
  void on(Instant now, const event::Tick& event);
  void on(Instant now, const event::Stop& event);
  void ring_alarm(Instant now, const net::IpAddress& address);
  void reach_again(Instant now);
  void doubt_isolation(Instant now, NodeId sender);
  void rejoin(Instant now);

  // ownership_conclude.cpp: what follows, in this order
  Effects conclude(Instant now);
  void follow_the_census(Instant now);
  void follow_reach(Instant now);
  bool advance_phase();
  void judge_touched(Instant now);
  void deal_orphans(Instant now);
  void rebalance(Instant now);
  void take_leave();
  [[nodiscard]] Census::Self self() const;

  // ownership_judge.cpp: one address
  void judge(Instant now, const net::IpAddress& address);
  bool reclaim(Instant now, const net::IpAddress& address, Slot& slot);
  void judge_own(Instant now, const net::IpAddress& address, Slot& slot, bool entitled);
  void yield(Instant now, const net::IpAddress& address, Slot& slot);
  void give_up(Instant now, const net::IpAddress& address, Slot& slot);
  void release(Instant now, const net::IpAddress& address, const Slot& slot);
  void gain(Instant now, const net::IpAddress& address, Slot& slot, effect::Gained told);
  void lose(const net::IpAddress& address, Slot& slot, Cause cause, const NodeName& to);
  void claim(Instant now, const net::IpAddress& address, Slot& slot);
  void assign(Instant now, const net::IpAddress& address, Slot& slot, std::optional<NodeId> winner);
  void suspend(Instant now, const net::IpAddress& address, Slot& slot);
  [[nodiscard]] Instant may_claim_at(const Slot& slot) const;
  [[nodiscard]] bool is_mine(const Slot& slot) const;
  [[nodiscard]] bool is_entitled(const Slot& slot) const;
  [[nodiscard]] bool somebody_can_take(const Terms& wanted) const;
  [[nodiscard]] bool may_claim() const;
  [[nodiscard]] bool is_silent() const;
  [[nodiscard]] Cause silence_cause() const;
  [[nodiscard]] Cause departure_cause() const;
  [[nodiscard]] Cause succession_cause(const Slot& slot) const;
  [[nodiscard]] Deal new_deal(Deal::LoadOf load_of);

  // ownership_talk.cpp: messages
  [[nodiscard]] bool admit(const Header& header);
  void welcome(Instant now, NodeId node);
  void follow_departures(Instant now, const Roster::Difference& difference);
  void forget_former(Instant now);
  void hear(Instant now, const Message& message, const Endpoint& from);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Views& views);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Claims& claims);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Digest& digest);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Pull& pull);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Ask& ask);
  void hear_body(Instant now, const Message& message, const Endpoint& from, const body::Answered& answered);
  bool record(Instant now, const AddressClaim& heard);
  void contradict(Instant now, NodeId sender, const AddressClaim& heard, Slot& slot,
                  std::vector<AddressClaim>& reply);
  void end_suspension(Instant now, const net::IpAddress& address, Slot& slot);
  void send(const std::vector<Endpoint>& to, const Body& body);
  void send_digests(Instant now, const NodeIds& to, bool urgent);
  void anti_entropy(Instant now);
  void flush_news(Instant now);
  [[nodiscard]] std::vector<Endpoint> endpoints_of(const NodeIds& nodes) const;
  [[nodiscard]] NodeIds others() const;

  // What is kept of a former member, beside its window in replay_, so that what it said is not heard again.
  // Of one that was welcomed it is kept on: who is heard but hears nobody must not come and go all the time.
  struct Former {
    Instant forgotten_at = kNever;  // kNever: it is a member again
    Instant welcome_at{};           // not before
    int welcomes = 0;
    bool welcomed = false;  // since it left
  };

  Census census_;
  Book book_;
  ReplayGuard replay_;
  std::map<NodeId, Former> former_;
  Reconciler reconciler_;
  Joining joining_;
  Phase phase_ = Phase::waiting;
  Reach reach_ = Reach::unasked;
  bool complete_ = false;
  bool draining_ = false;
  bool emptied_told_ = false;
  bool cut_off_ = false;
  bool sticky_ = true;
  std::vector<InterfaceNeed> unmet_;
  Instant rival_until_{};  // somebody with our name who started later was heard

  // To be worked off by conclude().
  bool census_touched_ = false;
  bool deal_due_ = false;
  std::vector<net::IpAddress> touched_;                  // in any order, and perhaps more than once
  std::vector<AddressClaim> news_;                       // to all
  std::map<NodeId, std::vector<AddressClaim>> yielded_;  // by whose claim was better: he is told
  NodeIds urgent_;                                       // digests to these
  std::optional<Table> table_;                           // until the candidates change
  Effects effects_;
  Effects sends_;  // after all others: what the node itself does must not wait for a thousand datagrams

  std::uint64_t sent_ = 0;
  std::uint64_t rotation_ = 0;
  Instant digest_at_ = kNever;
  Instant repeat_at_ = kNever;
  Instant reach_deadline_ = kNever;
  Instant rebalance_at_ = kNever;
  Instant doubt_again_at_{};
};

}  // namespace herald::own
