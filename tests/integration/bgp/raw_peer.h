// A BGP peer made of bytes: it opens a session as it should, and then says whatever a test wants. Its socket
// is in a network namespace; every wait is bounded.
#pragma once

#include "core/bgp/error.h"
#include "core/bgp/framer.h"
#include "core/bgp/open.h"
#include "speaker/io/descriptor.h"
#include "tests/integration/netns/network_namespace.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace herald::interop {

class RawPeer {
 public:
  using Bytes = std::vector<std::uint8_t>;

  struct Message {
    bgp::MessageType type = bgp::MessageType::keepalive;
    Bytes body;
  };

  // Dials the speaker at `address`, which waits for it (passive), from `source`, if that is not empty; not
  // connected when that comes to nothing.
  RawPeer(const netns::NetworkNamespace& where, const std::string& address, const std::string& source = {});
  // A connection that was accepted elsewhere.
  explicit RawPeer(speaker::io::Descriptor socket) : socket_(std::move(socket)) {}

  [[nodiscard]] bool connected() const { return socket_.valid(); }
  [[nodiscard]] int socket() const { return socket_.number(); }

  // What a peer with this AS number says first; hold time 0, so that nobody has to keep the session alive.
  [[nodiscard]] static bgp::Open usual_open(std::uint32_t as);
  // Both OPENs and KEEPALIVEs. False when the speaker does not go along.
  [[nodiscard]] bool establish(const bgp::Open& open);

  // All of it, unless the other side is gone or does not read for half a minute.
  bool send(std::span<const std::uint8_t> bytes);
  // The next message; nothing when the speaker hangs up, or says nothing for as long.
  [[nodiscard]] std::optional<Message> next(std::chrono::milliseconds patience = std::chrono::seconds(10));
  // The next one that is no UPDATE and no KEEPALIVE.
  [[nodiscard]] std::optional<Message> next_verdict();

 private:
  [[nodiscard]] std::optional<Message> take();

  speaker::io::Descriptor socket_;
  bgp::Framer framer_;
  Bytes received_;  // not framed yet
};

}  // namespace herald::interop
