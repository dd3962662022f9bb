// The condition lb.herald/Announced: keeps each Service's in step with what the speakers report. Written
// rarely: when somebody else announces, when nobody does any more, and never twice for one Service within a
// while. The status of an address, and who may have it, do not hang on it.
//
// A Service without an address has no such condition; nor has one whose addresses are all announced by BGP
// only, unless one of them is a node's own and therefore is not; and in a cluster where no speaker was ever
// heard of nobody has.
#pragma once

#include "config/config.h"
#include "config/protocol_book.h"
#include "controller/announcers.h"
#include "controller/snapshot.h"
#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace herald::controller {

// To be refused (409) unless the Service is still at `resource_version`. Answered by one AnnouncedWritten.
struct PatchAnnounced {
  model::ServiceKey service;
  std::string resource_version;
  std::optional<model::Condition> condition;  // absent: shall not be there
};

struct AnnouncedWritten {
  enum class Outcome : std::uint8_t { written, outdated, failed };
  model::ServiceKey service;
  Outcome outcome = Outcome::failed;
  std::optional<model::Condition> condition;  // as it was asked for
  Duration retry_after{};  // of one that failed: for so long the server asks to be left alone
};

struct AnnouncedLimits {
  std::size_t in_flight = 4;  // assignments go first
  // Between two writes to one Service. Speakers say something new every ten seconds on the whole, and a few
  // times in a row: who edits twice shall not wait for the second answer.
  Duration between = std::chrono::seconds(2);
  // So long nobody is told that an address waits for a speaker: when much happens, reports come every ten
  // seconds.
  Duration patience = std::chrono::seconds(25);
  // After a failure, for the one Service. Its cap is also the longest that a server is obeyed.
  Backoff::Limits backoff{.first = std::chrono::seconds(2), .cap = std::chrono::seconds(60)};
};

class AnnouncedConditions {
 public:
  AnnouncedConditions(const Snapshot& services, std::string load_balancer_class, AnnouncedLimits limits,
                      std::uint64_t seed)
      : services_(services),
        load_balancer_class_(std::move(load_balancer_class)),
        limits_(limits),
        random_(seed) {}

  void configure(const config::Config& config);
  void touch(const model::ServiceKey& service);
  void touch(net::IpAddress address);
  // Only the leader writes. Who becomes it looks at everything.
  void lead(bool leading);

  void written(Instant now, const AnnouncedWritten& answer);

  [[nodiscard]] std::vector<PatchAnnounced> settle(Instant now, Announcers& announcers);
  [[nodiscard]] Instant next_deadline() const;

 private:
  // One for each Service with an address, so what only a few have is kept elsewhere.
  struct State {
    std::vector<net::IpAddress> addresses;
    Instant not_before{};
    std::optional<Instant> waiting_since;  // for a report
    // The version of a write that was refused because there is a newer one, which the watch has yet to bring.
    std::unique_ptr<const std::string> refused_on;
    // As written, by servers that drop Service conditions (before 1.20).
    std::unique_ptr<const model::Condition> dropped;
  };

  [[nodiscard]] bool anybody_on(net::IpAddress address) const;
  void follow(const model::ServiceKey& key, const model::Service* service, Announcers& announcers);
  [[nodiscard]] std::optional<model::Condition> desire(Instant now, const model::Service& service,
                                                       State& state, const model::Condition* present,
                                                       const Announcers& announcers);
  void look(Instant now, const model::ServiceKey& key, Announcers& announcers,
            std::vector<PatchAnnounced>& patches);
  void put_off(Instant now, const AnnouncedWritten& failure, State& state);
  void later(Instant when, const model::ServiceKey& key) { timers_.emplace(when, key); }

  const Snapshot& services_;
  std::string load_balancer_class_;
  AnnouncedLimits limits_;
  Random random_;
  bool leading_ = false;
  bool started_ = false;  // a speaker was heard of: until then nothing is remembered
  std::map<model::ServiceKey, std::string> in_flight_;  // and the version that each was sent on
  config::ProtocolBook protocols_;
  std::map<model::ServiceKey, State> states_;
  std::set<std::pair<net::IpAddress, model::ServiceKey>> services_on_;
  std::set<model::ServiceKey> moved_;  // what is known of their addresses may be outdated
  std::set<model::ServiceKey> dirty_;
  std::set<std::pair<Instant, model::ServiceKey>> timers_;
  std::map<model::ServiceKey, Backoff> failing_;  // those of which the last write failed
  Instant quiet_until_{};                         // the server has asked for patience
};

}  // namespace herald::controller
