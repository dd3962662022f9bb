#include "lab/proxy/rules.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace herald::lab {
namespace {

constexpr std::string_view kHidden = "0x4000";  // the mark that kube-proxy uses for the same purpose
// What all Services without an endpoint share. The kernel takes a ruleset in without letting go of its
// processor: with two chains for each of 10,000 Services nothing else ran there for 85 ms.
constexpr std::string_view kNobody = "nobody";

struct Target {
  net::IpAddress address;
  std::uint16_t port = 0;

  friend auto operator<=>(const Target&, const Target&) = default;
};

std::string_view word_of(model::Protocol protocol) {
  if (protocol == model::Protocol::udp) return "udp";
  return protocol == model::Protocol::sctp ? "sctp" : "tcp";
}

std::string_view word_of(net::Family family) {
  return family == net::Family::ipv4 ? "ip" : "ip6";
}

std::string to_text(const Target& target) {
  const std::string address = target.address.to_string();
  const bool v4 = target.address.family() == net::Family::ipv4;
  return (v4 ? address : "[" + address + "]") + ":" + std::to_string(target.port);
}

class RulesetText {
 public:
  explicit RulesetText(const ProxyView& view) : view_(view) {
    for (const auto& [key, slice] : view.slices)
      slices_.emplace(slice.service, &slice);
  }

  std::string write() {
    for (const auto& [key, service] : view_.services) {
      for (const CarriedPort& port : service.ports) {
        for (const net::Family family : {net::Family::ipv4, net::Family::ipv6})
          add_port(key, service, port, family);
      }
    }
    std::ostringstream text;
    text << "add table inet lab\ndelete table inet lab\ntable inet lab {\n"
         << "  chain " << kNobody << " {\n    drop\n  }\n"
         << chains_.str() << "  chain services {\n"
         << dispatch(net::Family::ipv4) << dispatch(net::Family::ipv6) << "  }\n"
         << "  chain prerouting {\n    type nat hook prerouting priority dstnat\n    jump services\n  }\n"
         << "  chain output {\n    type nat hook output priority -100\n    jump services\n  }\n"
         << "  chain postrouting {\n    type nat hook postrouting priority srcnat\n    meta mark & "
         << kHidden << " != 0 masquerade\n  }\n"
         << "  chain input {\n    type nat hook input priority 100\n"
         << hide_from_own_pods() << "  }\n}\n";
    return text.str();
  }

 private:
  struct Choice {
    bool only_this_node = false;
    bool prefer_this_node = false;
  };

  // Ready ones; without any, those that still serve while they go (Kubernetes' rule for terminating
  // endpoints).
  [[nodiscard]] std::vector<Target> targets(const kube::Key& key, const CarriedPort& port, net::Family family,
                                            const Choice& choice) const {
    std::set<Target> ready;
    std::set<Target> leaving;
    std::set<Target> ready_here;
    const auto [first, last] = slices_.equal_range(key);
    for (auto slice = first; slice != last; ++slice) {
      const auto number = std::ranges::find_if(slice->second->ports, [&](const SlicePort& candidate) {
        return candidate.name == port.name && candidate.protocol == port.protocol;
      });
      if (number == slice->second->ports.end()) continue;
      for (const Backend& backend : slice->second->backends) {
        const bool here = backend.node == view_.node;
        if (backend.address.family() != family || (choice.only_this_node && !here)) continue;
        const Target target{backend.address, number->number};
        if (backend.ready) ready.insert(target);
        if (backend.ready && here) ready_here.insert(target);
        if (backend.serving && backend.terminating) leaving.insert(target);
      }
    }
    const auto& chosen = choice.prefer_this_node && !ready_here.empty() ? ready_here
                         : ready.empty()                                ? leaving
                                                                        : ready;
    return {chosen.begin(), chosen.end()};
  }

  void add_port(const kube::Key& key, const CarriedService& service, const CarriedPort& port,
                net::Family family) {
    const auto of_family = [&](const net::IpAddress& address) { return address.family() == family; };
    if (std::ranges::none_of(service.cluster_ips, of_family) &&
        std::ranges::none_of(service.external_ips, of_family))
      return;
    const Choice inside{.only_this_node = false, .prefer_this_node = service.prefers_same_node};
    const Choice outside{.only_this_node = service.local_only, .prefer_this_node = service.prefers_same_node};
    const std::string name = "s" + std::to_string(++count_);
    const auto sticky = service.sticky_clients;
    const std::string to_inside =
        add_chain(name + "i", key, targets(key, port, family, inside), {sticky, false});
    const std::string to_outside =
        add_chain(name + "o", key, targets(key, port, family, outside), {sticky, !service.local_only});
    for (const auto& address : service.cluster_ips)
      send(address, family, port.protocol, port.number, to_inside);
    for (const auto& address : service.external_ips)
      send(address, family, port.protocol, port.number, to_outside);
    if (port.node_port == 0) return;
    for (const auto& address : view_.node_addresses)
      send(address, family, port.protocol, port.node_port, to_outside);
  }

  struct Manner {
    bool sticky = false;
    bool hidden = false;
  };

  // The chain to go to.
  std::string add_chain(const std::string& name, const kube::Key& key, const std::vector<Target>& targets,
                        const Manner& manner) {
    if (targets.empty()) return std::string(kNobody);
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const std::string_view family = word_of(targets[i].address.family());
      chains_ << "  chain " << name << "_" << i << " {\n    meta l4proto { tcp, udp, sctp } dnat " << family
              << " to " << to_text(targets[i]) << "\n  }\n";
    }
    chains_ << "  chain " << name << " { # " << key.to_string() << "\n";
    if (manner.hidden) chains_ << "    meta mark set meta mark | " << kHidden << "\n";
    const std::string_view family = word_of(targets.front().address.family());
    if (manner.sticky) {
      chains_ << "    jhash " << family << " saddr mod " << targets.size() << " seed 0x1 vmap {";
    } else {
      chains_ << "    numgen random mod " << targets.size() << " vmap {";
    }
    for (std::size_t i = 0; i < targets.size(); ++i)
      chains_ << (i == 0 ? " " : ", ") << i << " : goto " << name << "_" << i;
    chains_ << " }\n  }\n";
    return name;
  }

  // Where two claim the same, the first stays: the ruleset must remain one that the kernel takes.
  void send(const net::IpAddress& address, net::Family family, model::Protocol protocol, std::uint16_t port,
            const std::string& chain) {
    if (address.family() != family) return;
    auto& map = family == net::Family::ipv4 ? to4_ : to6_;
    map.emplace(address.to_string() + " . " + std::string(word_of(protocol)) + " . " + std::to_string(port),
                chain);
  }

  [[nodiscard]] std::string dispatch(net::Family family) const {
    const auto& map = family == net::Family::ipv4 ? to4_ : to6_;
    if (map.empty()) return {};
    std::string text = "    " + std::string(word_of(family)) + " daddr . meta l4proto . th dport vmap {\n";
    for (const auto& [to, chain] : map)
      text += "      " + to + " : goto " + chain + ",\n";
    return text + "    }\n";
  }

  // What was rewritten to a pod of this node never comes by postrouting.
  [[nodiscard]] std::string hide_from_own_pods() const {
    std::string text;
    for (const auto& address : view_.node_addresses) {
      const bool v4 = address.family() == net::Family::ipv4;
      text += "    meta mark & " + std::string(kHidden) + " != 0 meta nfproto " + (v4 ? "ipv4" : "ipv6") +
              " snat " + std::string(word_of(address.family())) + " to " + address.to_string() + "\n";
    }
    return text;
  }

  const ProxyView& view_;
  std::multimap<kube::Key, const CarriedSlice*> slices_;
  std::ostringstream chains_;
  std::map<std::string, std::string> to4_;
  std::map<std::string, std::string> to6_;
  int count_ = 0;
};

}  // namespace

std::string ruleset(const ProxyView& view) {
  return RulesetText(view).write();
}

}  // namespace herald::lab
