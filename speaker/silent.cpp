#include "speaker/silent.h"

#include <utility>

namespace herald::speaker {
namespace {

class Judge {
 public:
  Judge(const Roster& roster, const std::map<own::InterfaceNeed, std::string>& unable)
      : roster_(roster), unable_(unable) {}

  [[nodiscard]] model::Reason of(const Layer2Desire& desire) {
    if (desire.eligible->empty()) return desire.reason;
    // Few sets and few needs, shared by many addresses.
    const auto [at, is_new] = known_.try_emplace({desire.eligible.get(), desire.settings->need});
    if (is_new) at->second = look(*desire.eligible, desire.settings->need);
    return at->second;
  }

 private:
  [[nodiscard]] bool lacks_interface(const own::NodeName& node, own::InterfaceNeed need) const {
    if (node == roster_.self().node) return unable_.contains(need);
    const auto peer = roster_.peers().find(node);
    return peer != roster_.peers().end() && peer->second.report && peer->second.report->unable.contains(need);
  }

  [[nodiscard]] model::Reason look(const own::NodeSet& nodes, own::InterfaceNeed need) const {
    bool any_speaker = false;
    for (const own::NodeName& node : nodes) {
      if (!roster_.takes_part(node)) continue;
      any_speaker = true;
      if (!lacks_interface(node, need)) return model::Reason::announced;
    }
    return any_speaker ? model::Reason::no_interface : model::Reason::awaiting_speaker;
  }

  const Roster& roster_;
  const std::map<own::InterfaceNeed, std::string>& unable_;
  std::map<std::pair<const own::NodeSet*, own::InterfaceNeed>, model::Reason> known_;
};

}  // namespace

Silent silent_addresses(const Layer2Plan::Desires& desires, const Roster& roster,
                        const std::map<own::InterfaceNeed, std::string>& unable) {
  Silent silent;
  Judge judge(roster, unable);
  for (const auto& [address, desire] : desires) {
    if (!desire.wanted()) continue;
    const model::Reason reason = judge.of(desire);
    if (reason != model::Reason::announced) silent[reason].insert(net::IpRange::single(address));
  }
  return silent;
}

}  // namespace herald::speaker
