// Tells the LAN where the addresses of this node are, and finds out who else uses them: a Machine
// (core/base/machine.h). An address that was gained is announced in a burst and then refreshed for ever, on
// every link of its scope; a link that appears later is told of all of them. Losing an address sends nothing:
// whoever has it now tells.
//
// An address that nobody had before is first probed (RFC 5227 section 2.1.1): three times in 200 ms, and
// unless it is answered, Announced says that it may be answered for. A failover is never delayed by this. A
// stranger who turns up later is defended against (RFC 5227 section 2.4 (b)), once per 10 s. As long as one
// is known of, he is asked for every 20 to 30 s, and the conflict is over when he stays silent. Not at equal
// intervals: two who began together and took each other for the stranger would ask together for ever.
//
// Whose frame it was is decided by the caller, who knows the other speakers: what they say of an address is a
// matter of ownership and does not come here.
//
// All frames together keep to a budget. Only Tick spends it (a defence apart): what was gained in one instant
// is first told of entirely, then announced in the order of importance. Each action costs O(log n).
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"
#include "core/l2/agenda.h"
#include "core/l2/budget.h"
#include "core/l2/conflict_check.h"
#include "core/l2/course.h"
#include "core/l2/link.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace herald::l2 {

struct AnnouncerOptions {
  Duration refresh = std::chrono::seconds(60);
  std::size_t frames_per_second = 200;
};

namespace announcer {

// Events.
struct Gain {
  net::IpAddress address;
  Scope scope;
  bool brand_new = false;  // nobody had it before: somebody else may have it unknown to us
};
struct Lose {
  net::IpAddress address;
};
// All links of the scope that are up: the ones that are not named are down or gone.
struct LinksChanged {
  Scope scope;
  std::vector<Link> links;
};
// One who is no speaker uses the address, or probes for it before it is announced: once it is, probes are
// answered, and that is all there is to do.
struct StrangerSeen {
  InterfaceIndex interface;
  net::IpAddress address;
  net::MacAddress mac;
};
struct RefreshChanged {
  Duration refresh;
};
struct Tick {};

// Effects.
enum class Kind : std::uint8_t { takeover, refresh, probe, defence };
inline constexpr std::size_t kKinds = 4;
struct Transmit {
  Kind kind;
  InterfaceIndex interface;
  net::IpAddress address;
  std::vector<std::uint8_t> frame;
};
// From now on requests for it are to be answered.
struct Announced {
  net::IpAddress address;
};
// Told once, until it is over. `announced`: we keep it all the same, for we had it first.
struct Conflict {
  net::IpAddress address;
  net::MacAddress mac;
  InterfaceIndex interface;
  bool announced;
};
struct ConflictOver {
  net::IpAddress address;
};

}  // namespace announcer

class Announcer {
 public:
  using Event = std::variant<announcer::Gain, announcer::Lose, announcer::LinksChanged,
                             announcer::StrangerSeen, announcer::RefreshChanged, announcer::Tick>;
  using Effect =
      std::variant<announcer::Transmit, announcer::Announced, announcer::Conflict, announcer::ConflictOver>;
  using Effects = std::vector<Effect>;

  enum class Phase : std::uint8_t {
    absent,      // not ours
    probing,     // ours, not announced before we know that it is free
    conflicted,  // ours, not announced because a stranger has it
    announced,
    disputed  // announced, and a stranger uses it too
  };
  static constexpr std::size_t kPhases = 5;

  Announcer(const AnnouncerOptions& options, std::uint64_t seed);

  Effects step(Instant now, const Event& event);
  [[nodiscard]] Instant next_deadline() const { return std::max(agenda_.next(), blocked_until_); }

  [[nodiscard]] Phase phase(net::IpAddress address) const;
  [[nodiscard]] std::size_t size() const { return holdings_.size(); }

 private:
  struct Holding {
    Scope scope;
    Phase phase = Phase::absent;
    ConflictCheck check;
    std::map<InterfaceIndex, Course> courses;  // of each link that it is announced on
    std::optional<Instant> defended;
  };
  using Links = std::vector<Link>;

  void on(Instant now, const announcer::Gain& event);
  void on(Instant now, const announcer::Lose& event);
  void on(Instant now, const announcer::LinksChanged& event);
  void on(Instant now, const announcer::StrangerSeen& event);
  void on(Instant now, const announcer::RefreshChanged& event);
  void on(Instant now, const announcer::Tick& event);

  [[nodiscard]] const Links& links_of(Scope scope) const;
  void relink(Instant now, net::IpAddress address, Holding& holding, const Links& before);
  void announce(Instant now, net::IpAddress address, Holding& holding);
  void start_course(Instant now, net::IpAddress address, Holding& holding, InterfaceIndex interface);
  void drop_course(net::IpAddress address, Holding& holding, InterfaceIndex interface);
  void check_at(Instant due, net::IpAddress address, Holding& holding);
  [[nodiscard]] Instant next_check(Instant now);
  void conflict(Instant now, const announcer::StrangerSeen& seen, Holding& holding, Phase phase);
  void defend(Instant now, net::IpAddress address, Holding& holding, InterfaceIndex interface);

  void work(Instant now);
  [[nodiscard]] std::size_t frames_for(const Errand& errand) const;
  void perform(Instant now, const Errand& errand);
  void perform_course(Instant now, const Errand& errand, Holding& holding);
  void perform_check(Instant now, net::IpAddress address, Holding& holding);
  void conclude(Instant now, net::IpAddress address, Holding& holding);
  void transmit(Instant now, announcer::Transmit frame);

  Duration refresh_;
  Random random_;
  Budget budget_;
  Agenda agenda_;
  Instant blocked_until_{};  // the budget is spent although something is due
  std::map<net::IpAddress, Holding> holdings_;
  std::map<Scope, Links> links_;
  Effects effects_;
};

}  // namespace herald::l2
