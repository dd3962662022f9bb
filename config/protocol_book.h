// How each address is announced, by a configuration and by what is noted on the Services (service_notes.h).
// For those who have to know it without announcing anything themselves; the speaker decides alike, and knows
// more than the protocol (speaker/l2_desired.h).
#pragma once

#include "config/config.h"
#include "config/pool_index.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herald::config {

class ProtocolBook {
 public:
  ProtocolBook() = default;  // of a configuration without pools
  explicit ProtocolBook(const Config& config)
      : pools_(config, [](const Pool& pool) { return pool.protocol; }) {}

  // Nothing: there is no such pool.
  [[nodiscard]] std::optional<Protocol> named(std::string_view pool) const;
  // Of several pools: what is announced by all of them together.
  [[nodiscard]] Protocol together(std::span<const std::string> pools) const;

  // Of an address that the Service has: as the pool says that lists it; else, for an edit may have taken it
  // out of all of them, the first pool that the Service names as its source; else as noted on the Service.
  [[nodiscard]] Protocol of(net::IpAddress address, const model::Service& service) const;

  friend bool operator==(const ProtocolBook&, const ProtocolBook&) = default;

 private:
  PoolIndex<Protocol> pools_;
};

}  // namespace herald::config
