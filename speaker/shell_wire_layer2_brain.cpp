#include "speaker/glob.h"
#include "speaker/shell_wire_layer2.h"
#include "speaker/wire_counters.h"

#include <algorithm>
#include <map>
#include <utility>

namespace herald::speaker {
namespace {

class Layer2Brain final : public WireBrain {
 public:
  Layer2Brain(const wire::Layer2Options& options, std::vector<std::string> interfaces)
      : layer2_(options), patterns_(std::move(interfaces)) {}

  wire::Effects step(Instant now, wire::Event event) override {
    if (auto* const changed = std::get_if<wire::InterfaceChanged>(&event)) event = seen(*changed);
    if (const auto* const gone = std::get_if<wire::InterfaceGone>(&event)) names_.erase(gone->index);
    return layer2_.step(now, event);
  }

  Instant next_deadline() const override { return layer2_.next_deadline(); }

  FastPath answer(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                  Frame& reply) override {
    const l2::Answer answer = layer2_.answer(interface, frame, reply);
    requests_.count(interface, answer);
    if (answer.verdict == l2::Verdict::replied) return FastPath::replied;
    return l2::worth_a_look(answer.verdict) ? FastPath::look : FastPath::done;
  }

  void describe(WireTotals& totals) const override {
    totals.interfaces.clear();
    totals.ignored.clear();
    for (const auto& [index, by_family] : requests_.all()) {
      for (const wire::RequestCounts& counts : by_family)
        add_ignored(counts, totals);
      const auto name = names_.find(index);
      if (name == names_.end()) continue;
      for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
        const wire::RequestCounts& counts = by_family[static_cast<std::size_t>(family)];
        const std::uint64_t ours = counts.replies() + counts.of(l2::Verdict::not_here);
        totals.interfaces.push_back({name->second, family, ours, counts.replies()});
      }
    }
    const wire::Layer2Counters& counters = layer2_.counters();
    const auto sent = [&](l2::announcer::Kind kind) {
      return counters.announcements[static_cast<std::size_t>(kind)];
    };
    totals.takeovers = sent(l2::announcer::Kind::takeover);
    totals.refreshes = sent(l2::announcer::Kind::refresh);
    totals.probes = sent(l2::announcer::Kind::probe);
    totals.defences = sent(l2::announcer::Kind::defence);
    totals.gained = counters.takeovers;
    totals.takeover_time = counters.takeover_time;
    totals.epoch_conflicts = counters.claims_epoch_conflicts;
  }

 private:
  static void add_ignored(const wire::RequestCounts& counts, WireTotals& totals) {
    for (std::size_t i = 0; i < l2::kVerdicts; ++i) {
      const auto verdict = static_cast<l2::Verdict>(i);
      if (verdict == l2::Verdict::replied || l2::worth_a_look(verdict)) continue;
      totals.ignored[std::string(l2::name_of(verdict))] += counts.of(verdict);
    }
  }

  // One that was renamed out of the patterns is gone.
  wire::Event seen(wire::InterfaceChanged& changed) {
    const wire::Interface& interface = changed.interface;
    const auto matches = [&](const std::string& pattern) { return glob_matches(pattern, interface.name); };
    if (!patterns_.empty() && std::ranges::none_of(patterns_, matches))
      return wire::InterfaceGone{interface.index};
    names_[interface.index] = interface.name;
    return std::move(changed);
  }

  wire::Layer2 layer2_;
  std::vector<std::string> patterns_;
  std::map<wire::InterfaceIndex, std::string> names_;
  wire::RequestCounters requests_;
};

}  // namespace

std::unique_ptr<WireBrain> make_layer2_brain(const wire::Layer2Options& options,
                                             std::vector<std::string> interfaces) {
  return std::make_unique<Layer2Brain>(options, std::move(interfaces));
}

}  // namespace herald::speaker
