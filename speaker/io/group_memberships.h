// The IPv6 multicast groups that interfaces listen to: without a membership the network card, and a switch
// that snoops MLD, keep neighbour solicitations away. The kernel answers the MLD queries; closing this leaves
// all groups.
#pragma once

#include "core/base/result.h"
#include "core/net/ip.h"
#include "speaker/io/descriptor.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::speaker::io {

class GroupMemberships {
 public:
  // What is joined already stays joined once. The error says what to do; what was refused is still wanted.
  [[nodiscard]] Result<void, std::string> join(std::uint32_t interface, net::IpAddress group);
  void leave(std::uint32_t interface, net::IpAddress group);
  // What was refused is tried once more: the reason may have passed (no memory, an MTU too small for IPv6).
  void retry();
  // The interface is gone, and the kernel has forgotten its memberships.
  void forget(std::uint32_t interface);

  [[nodiscard]] std::size_t size() const { return members_.size(); }

 private:
  using Membership = std::pair<std::uint32_t, net::IpAddress>;

  [[nodiscard]] int try_join(const Membership& membership);
  [[nodiscard]] int try_sockets(const Membership& membership);

  // The kernel limits the memory of one socket's memberships (net.core.optmem_max: some hundreds), not the
  // number of sockets.
  std::vector<Descriptor> sockets_;
  std::map<Membership, std::size_t> members_;  // and which socket holds it
  std::set<Membership> refused_;
};

}  // namespace herald::speaker::io
