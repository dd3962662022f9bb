// The fast path: decides whether a frame asks for an address that is announced on the interface it came in
// on, and writes the answer. ARP requests (RFC 826) and probes (RFC 5227), neighbour solicitations (RFC 4861)
// and DAD probes (RFC 4862) for both families. answer() allocates nothing once the reply's buffer is warm,
// and costs the same however many addresses there are.
//
// It believes no frame more than it must: no answer goes to a group address that a frame names as its sender
// (RFC 1812 section 3.3.2), to one who asked another host, or into another VLAN. Why an address is announced,
// and what else a frame may mean, is not known here; verdicts say which frames somebody should look at.
#pragma once

#include "core/l2/address_table.h"
#include "core/l2/link.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace herald::wire {
struct EthernetHeader;
}

namespace herald::l2 {

enum class Verdict : std::uint8_t {
  replied,
  not_ours,       // asks for an address that we do not announce
  not_here,       // ours, but not on this interface
  probe,          // somebody is about to take an address that we do not announce
  disputed,       // somebody else speaks from an address of ours
  not_a_request,  // an answer, or somebody's announcement
  not_for_us,     // sent to another host, or to a group that the question does not belong to
  own_frame,      // ours, come back
  bad_sender,     // to be answered at a group address, or at none
  vlan,           // not of the interface's own VLAN
  other_traffic,  // neither ARP nor a neighbour's message
  malformed
};
inline constexpr std::size_t kVerdicts = 12;

// For labels of metrics.
[[nodiscard]] std::string_view name_of(Verdict verdict);

// Whether there may be more to learn from the frame than the fast path has: who else uses an address.
[[nodiscard]] constexpr bool worth_a_look(Verdict verdict) {
  return verdict == Verdict::not_a_request || verdict == Verdict::disputed || verdict == Verdict::probe;
}

struct Answer {
  Verdict verdict = Verdict::other_traffic;
  net::Family family = net::Family::ipv4;

  friend bool operator==(const Answer&, const Answer&) = default;
};

class Responder {
 public:
  using Frame = std::vector<std::uint8_t>;

  // Answers for `address` from now on, on the links of `scope`.
  void announce(net::IpAddress address, Scope scope);
  void withdraw(net::IpAddress address);
  // The interfaces that the addresses of `scope` are announced on; none until it is told.
  void set_scope(Scope scope, std::vector<InterfaceIndex> interfaces);

  // `reply` is empty afterwards unless the verdict is `replied`.
  [[nodiscard]] Answer answer(const Link& link, std::span<const std::uint8_t> frame, Frame& reply) const;

  [[nodiscard]] bool announces(net::IpAddress address) const { return addresses_.find(address).has_value(); }
  [[nodiscard]] std::size_t size() const { return addresses_.size(); }

 private:
  // What a frame asks, whichever the family.
  struct Question {
    net::IpAddress target;
    net::IpAddress sender;  // unspecified: it probes
    net::MacAddress answer_to;
    bool to_everybody = false;  // sent to the group that such questions go to, rather than to us alone
  };

  [[nodiscard]] std::uint32_t slot_of(Scope scope);
  [[nodiscard]] Verdict judge(const Link& link, const wire::EthernetHeader& header, const Question& q) const;
  [[nodiscard]] Verdict answer_arp(const Link& link, const wire::EthernetHeader& header,
                                   std::span<const std::uint8_t> payload, Frame& reply) const;
  [[nodiscard]] Verdict answer_ndp(const Link& link, const wire::EthernetHeader& header,
                                   std::span<const std::uint8_t> payload, Frame& reply) const;

  AddressTable addresses_;                               // -> index into interfaces_
  std::map<Scope, std::uint32_t> slots_;                 // likewise
  std::vector<std::vector<InterfaceIndex>> interfaces_;  // sorted, of each scope
};

}  // namespace herald::l2
