// The receiving end of a session's UPDATEs: a table as a router would have it, and what it took to fill it.
#pragma once

#include "core/bgp/dialect.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace herald::bgp {

struct Receiver {
  std::map<Prefix, PathAttributes> table{};
  std::set<net::Family> ended{};     // End-of-RIB came
  std::vector<std::string> story{};  // "+3" "-2" "end/4" "begin/6" "done/6", message by message
  std::set<net::Family> refreshing{};
  std::set<Prefix> stale{};  // between begin and end of a refresh (RFC 7313): what has not been repeated

  // One whole message, header included. False when it is none that a router would accept.
  [[nodiscard]] bool take(std::span<const std::uint8_t> message, const Dialect& dialect);

 private:
  [[nodiscard]] bool take_update(std::span<const std::uint8_t> body, const Dialect& dialect);
  void take_refresh(std::span<const std::uint8_t> body);
};

}  // namespace herald::bgp
