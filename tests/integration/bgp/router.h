// A real router beside the speaker, whichever its make: how it is set up, and what it knows in the end. Texts
// are brought into one form, so that one test holds both makes to the same.
#pragma once

#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "tests/integration/netns/network_namespace.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::interop {

enum class Make : std::uint8_t { frr, bird };
[[nodiscard]] std::string name_of(Make make);

// One session, as the router's operator sets it up.
struct RouterSettings {
  std::uint32_t local_as = 65000;
  std::uint32_t peer_as = 65001;
  std::string peer = "10.0.0.2";  // the speaker
  std::string local = "10.0.0.1";
  std::string password{};
  int hold_time = 90;  // seconds
  bool extended_next_hop = false;
  bool passive = false;     // waits for the speaker to dial
  int multihop = 0;         // hops to an eBGP speaker further away; 0: it is on the link
  std::string gateway{};    // the way there; BIRD does not take it from its kernel
  int ttl_security = 0;     // RFC 5082: hops; 0: off
  std::string interface{};  // of a link-local speaker
  bool unnumbered = false;  // `peer` is an interface, and the speaker whoever advertises itself there (FRR)
  bool forwards = true;     // puts what it learns into its kernel (BIRD)
  bool graceful_restart = false;
  int restart_time = 120;  // seconds
  struct Bfd {
    int interval = 100;  // milliseconds, both ways
    int multiplier = 3;
    bool multihop = false;  // whatever the session is (FRR's bfdd has to be told)
    bool graceful = false;  // BIRD: its loss begins a graceful restart in place of ending the session
  };
  std::optional<Bfd> bfd{};
  std::vector<std::string> networks{};  // IPv4 prefixes that it announces to the speaker
};

// A route as the router holds it.
struct HeldRoute {
  std::set<std::string> next_hops{};  // a link-local one beside a global one included
  std::string as_path{};              // "65001 65001"
  std::string origin{};               // "IGP"
  std::optional<std::uint32_t> med{};
  std::optional<std::uint32_t> local_pref{};
  std::set<std::string> communities{};        // "65535:65281", always numbers
  std::set<std::string> large_communities{};  // "1:2:3"
  std::optional<double> bandwidth{};          // bytes per second

  friend bool operator==(const HeldRoute&, const HeldRoute&) = default;
};

class Router {
 public:
  Router() = default;
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  virtual ~Router() = default;

  [[nodiscard]] virtual bool established() = 0;
  [[nodiscard]] virtual std::optional<HeldRoute> route(const net::Cidr& prefix) = 0;
  // How many it holds from the speaker.
  [[nodiscard]] virtual std::size_t route_count(net::Family family) = 0;
  // Whether it waits for the speaker to come back and repeat what it holds.
  [[nodiscard]] virtual bool waits_for_restart() = 0;
  [[nodiscard]] virtual bool bfd_up() = 0;
  // "interval x multiplier" as negotiated, in milliseconds: {transmit, detection time}.
  struct BfdTimes {
    int transmit = 0;
    int detection = 0;
    friend bool operator==(const BfdTimes&, const BfdTimes&) = default;
  };
  [[nodiscard]] virtual BfdTimes bfd_times() = 0;

  virtual void ask_for_refresh() = 0;
  // Ends the session with words for the speaker; it stays down.
  virtual void shut_down(const std::string& words) = 0;
  virtual void set_password(const std::string& password) = 0;
  // The words of the speaker's last NOTIFICATION, as the router puts them.
  [[nodiscard]] virtual std::string last_error() = 0;
  // Ends without a farewell, as a machine that loses power.
  virtual void crash() = 0;
  // For the message of a test that fails.
  [[nodiscard]] virtual std::string describe() = 0;
};

// Starts it and waits until it answers. The error says what is missing on this machine.
[[nodiscard]] std::optional<std::string> missing(Make make);
[[nodiscard]] std::unique_ptr<Router> start_router(Make make, const netns::NetworkNamespace& where,
                                                   const RouterSettings& settings);

}  // namespace herald::interop
