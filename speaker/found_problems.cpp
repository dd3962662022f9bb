#include "speaker/found_problems.h"

#include <cstddef>
#include <string>
#include <utility>

namespace herald::speaker {
namespace {

std::string text_of(const own::Member& member) {
  return member.address.to_string() + " port " + std::to_string(member.port);
}

report::NodeProblem name_taken(const own::Member& rival) {
  return {.name = "node_name_taken",
          .interface = "",
          .what = "another speaker runs under this node's name, at " + text_of(rival) + ", and started later",
          .why = "members know one speaker of a name: this one announces nothing",
          .remedy = "give each machine a name of its own"};
}

report::NodeProblem address_shared(const std::string& who, const own::Member& self) {
  return {.name = "ring_address_shared",
          .interface = "",
          .what = "the speaker of " + who + " has this one's ring address, " + text_of(self),
          .why = "what is sent to one of them reaches the other, and each takes it for dead",
          .remedy = "set --ring-address or HERALD_RING_ADDRESS to an address that no other node has"};
}

}  // namespace

std::vector<report::NodeProblem> roster_problems(const Roster& roster) {
  std::vector<report::NodeProblem> problems;
  if (roster.rival()) problems.push_back(name_taken(*roster.rival()));
  const own::Member& self = roster.self();
  std::string who;
  std::size_t more = 0;
  for (const auto& [node, peer] : roster.peers()) {
    if (!peer.takes_part()) continue;
    const own::Member& member = peer.report->member;
    if (member.address != self.address || member.port != self.port) continue;
    if (who.empty()) {
      who = node;
    } else {
      ++more;
    }
  }
  if (more > 0) who += " and of " + std::to_string(more) + " more";
  if (!who.empty()) problems.push_back(address_shared(who, self));
  return problems;
}

std::vector<report::NodeProblem> twin_problems(const report::TwinLinks& twins) {
  std::vector<report::NodeProblem> problems;
  problems.reserve(twins.pairs.size());
  for (const auto& [one, other] : twins.pairs) {
    problems.push_back(
        {.name = "interfaces_in_one_lan",
         .interface = other,
         .what = std::string(one).append(" and ").append(other).append(" are in one LAN"),
         .why = "both answer for service addresses, and what neighbours know changes from one MAC to "
                "the other",
         .remedy = "name one of them in each pool's interfaces, or make them a bond"});
  }
  return problems;
}

}  // namespace herald::speaker
