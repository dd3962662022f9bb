// The ring's UDP port, in one or both families. Two kinds of datagram share it: BFD packets, whose first byte
// begins with the bits 001 (version 1, RFC 5880 section 4.1), and sealed messages (envelope.h), whose first
// byte does not. Which is which is told apart here; neither is looked into.
#pragma once

#include "core/base/result.h"
#include "core/net/ip.h"
#include "runtime/task.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace herald::speaker::io {

inline constexpr std::uint16_t kRingPort = 7947;

// A family without an address is not used. The unspecified address listens on all; a node's own address also
// makes that the sender of all that is sent, however many addresses the node has.
struct RingPortSettings {
  std::optional<net::IpAddress> v4;
  std::optional<net::IpAddress> v6;
  std::uint16_t port = kRingPort;  // 0: the system chooses one, the same for both
};

enum class DatagramKind : std::uint8_t { bfd, message };

[[nodiscard]] DatagramKind kind_of(std::span<const std::uint8_t> datagram);

// Valid for the length of the call that hands it over.
struct Datagram {
  DatagramKind kind;
  net::IpAddress from;
  std::uint16_t port;
  std::span<const std::uint8_t> bytes;  // never empty
};

struct RingPortCounters {
  std::uint64_t received = 0;
  std::uint64_t oversized = 0;  // received, cut short and therefore dropped
  std::uint64_t sent = 0;
  std::uint64_t unsent = 0;  // no route, no room
};

class RingPort {
 public:
  using OnDatagram = std::function<void(const Datagram&)>;

  [[nodiscard]] static Result<std::unique_ptr<RingPort>, std::string> open(const runtime::Executor& executor,
                                                                           const RingPortSettings& settings,
                                                                           OnDatagram on_datagram);
  RingPort(const RingPort&) = delete;
  RingPort& operator=(const RingPort&) = delete;
  ~RingPort();

  // Hands over what is waiting, up to `limit` of each family, and returns how much it was; never waits.
  int receive(int limit);

  // Hand over what comes until cancelled, with a turn for the loop after every batch. One task each.
  [[nodiscard]] runtime::Task<> run_v4();
  [[nodiscard]] runtime::Task<> run_v6();

  // What cannot be sent now is counted and dropped: the ring repeats itself.
  void send(net::IpAddress to, std::uint16_t port, std::span<const std::uint8_t> datagram);

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] RingPortCounters counters() const;

 private:
  class Side;
  RingPort(std::unique_ptr<Side> v4, std::unique_ptr<Side> v6);
  std::unique_ptr<Side> v4_;
  std::unique_ptr<Side> v6_;
};

}  // namespace herald::speaker::io
