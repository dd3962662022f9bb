// From how the wire loop sees its BGP peers to what others are told of them: a few facts of each, that change
// when something happens and not all the time. Remembers since when each of them is as it is.
#pragma once

#include "core/base/time.h"
#include "kube/speaker_peers.h"
#include "speaker/bgp_reports.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace herald::speaker {

class PeerStandings {
 public:
  // What is to be told; nothing when it is what was told last.
  [[nodiscard]] std::optional<std::vector<kube::PeerStanding>> look(
      const std::vector<bgp_report::PeerStatus>& peers, UnixSeconds now);

 private:
  struct Seen {
    bool established = false;
    std::uint64_t times = 0;  // that it came up: a session can go and come between two looks
    UnixSeconds since{};
  };

  [[nodiscard]] UnixSeconds since(const bgp_report::PeerStatus& peer, UnixSeconds now);

  std::map<bgp_order::PeerName, Seen> seen_;
  std::vector<kube::PeerStanding> told_;
};

// Whether the two differ in more than counts, so that people should soon hear of it.
[[nodiscard]] bool is_news(const std::vector<kube::PeerStanding>& before,
                           const std::vector<kube::PeerStanding>& now);

}  // namespace herald::speaker
