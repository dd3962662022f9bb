#include "tests/sim/lan/record.h"

#include <array>

namespace herald::sim::lan {
namespace {

constexpr std::array<std::string_view, kThings> kNames = {"crash",
                                                          "start",
                                                          "clock set back",
                                                          "restart",
                                                          "pause",
                                                          "partition",
                                                          "ring split",
                                                          "one-way block",
                                                          "link down",
                                                          "datagram lost",
                                                          "datagram doubled",
                                                          "slow network",
                                                          "drain",
                                                          "API outage",
                                                          "lease expired",
                                                          "lease of the living expired",
                                                          "heard again",
                                                          "wanted",
                                                          "unwanted",
                                                          "eligibility changed",
                                                          "gained: fresh",
                                                          "gained: owner died",
                                                          "gained: owner left",
                                                          "gained: owner ineligible",
                                                          "lost: conflict",
                                                          "lost: cut off",
                                                          "member seen down",
                                                          "member seen leaving",
                                                          "emptied",
                                                          "left",
                                                          "gateway asked",
                                                          "announcement",
                                                          "client answered",
                                                          "claims sent",
                                                          "digest sent",
                                                          "pull sent",
                                                          "join answered"};

}  // namespace

std::string_view name(Thing thing) {
  return kNames[static_cast<std::size_t>(thing)];
}

}  // namespace herald::sim::lan
