#include "kube/speaker_report.h"

#include "kube/report_text.h"

#include <algorithm>
#include <ranges>

namespace herald::kube {
namespace {

constexpr std::string_view kPrefix = "speaker-";

// ---- writing

std::string addresses_text(const net::IpRangeSet& set, std::size_t most) {
  BoundedText text(",", most);
  for (const auto& [first, last] : set.ranges()) {
    if (!text.add(first == last ? first.to_string() : first.to_string() + "-" + last.to_string())) break;
  }
  return text.text();
}

std::string macs_text(const std::set<net::MacAddress>& macs) {
  BoundedText text(",", kMostOtherBytes);
  for (const net::MacAddress& mac : macs) {
    if (!text.add(mac.to_string())) break;
  }
  return text.text();
}

std::string conflicts_text(const std::vector<LanConflict>& conflicts) {
  BoundedText text(",", kMostOtherBytes);
  for (const LanConflict& each : conflicts) {
    if (!text.add(each.address.to_string() + "=" + each.mac.to_string() + "@" + each.interface)) break;
  }
  return text.text();
}

// A list that is cut short calls an address announced that is not: then nobody is moved, which is the lesser
// evil.
net::IpRangeSet unannounced(const std::vector<LanConflict>& conflicts) {
  net::IpRangeSet addresses;
  for (const LanConflict& each : conflicts) {
    if (!each.announced) addresses.insert(net::IpRange::single(each.address));
  }
  return addresses;
}

std::string unable_text(const std::map<own::InterfaceNeed, std::string>& unable) {
  BoundedText text("\n", kMostOtherBytes);
  for (const auto& [need, why] : unable) {
    std::string line = std::to_string(need.value()) + "=" + why;
    std::ranges::replace(line, '\n', ' ');
    if (!text.add(line)) break;
  }
  return text.text();
}

std::string silent_text(const std::map<model::Reason, net::IpRangeSet>& silent) {
  BoundedText text(";", kMostAddressBytes);
  for (const auto& [reason, addresses] : silent) {
    if (addresses.empty()) continue;
    const std::size_t share = kMostAddressBytes / (silent.size() + 1);
    if (!text.add(std::string(model::name(reason)) + "=" + addresses_text(addresses, share))) break;
  }
  return text.text();
}

std::string nodes_text(const NodesByAddress& nodes) {
  BoundedText text(",", kMostOtherBytes);
  for (const auto& [address, node] : nodes) {
    if (!text.add(address.to_string() + "=" + node)) break;
  }
  return text.text();
}

std::string since_text(const std::map<UnixSeconds, net::IpRangeSet>& since) {
  BoundedText text(";", kMostAddressBytes);
  // The latest first: when there is no room for all, those are what people ask about.
  for (const auto& [when, addresses] : std::views::reverse(since)) {
    if (!text.add(std::to_string(when.value()) + "=" + addresses_text(addresses, kMostAddressBytes / 2)))
      break;
  }
  return text.text();
}

std::string socket_text(const own::Member& member) {
  const std::string address = member.address.to_string();
  return (member.address.is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(member.port);
}

// ---- reading

bool read_addresses(std::string_view text, net::IpRangeSet& into) {
  return each_entry(text, ',', [&](std::string_view entry) {
    const Halves ends = split(entry, '-').value_or(Halves{entry, entry});
    const auto first = net::IpAddress::parse(ends.before);
    const auto last = net::IpAddress::parse(ends.after);
    if (!first || !last) return false;
    const auto range = net::IpRange::make(*first, *last);
    if (range) into.insert(*range);
    return range.has_value();
  });
}

bool read_macs(std::string_view text, std::set<net::MacAddress>& into) {
  return each_entry(text, ',', [&](std::string_view entry) {
    const auto mac = net::MacAddress::parse(entry);
    if (mac) into.insert(*mac);
    return mac.has_value();
  });
}

bool read_conflicts(std::string_view text, std::vector<LanConflict>& into) {
  return each_entry(text, ',', [&](std::string_view entry) {
    const auto who = split(entry, '=');
    const auto where = split(who ? who->after : std::string_view(), '@');
    if (!who || !where) return false;
    const auto address = net::IpAddress::parse(who->before);
    const auto mac = net::MacAddress::parse(where->before);
    if (address && mac) into.push_back({*address, *mac, std::string(where->after)});
    return address && mac;
  });
}

bool read_unable(std::string_view text, std::map<own::InterfaceNeed, std::string>& into) {
  return each_entry(text, '\n', [&](std::string_view line) {
    const auto halves = split(line, '=');
    if (!halves) return false;
    const auto need = read_number<std::uint64_t>(halves->before);
    if (need) into[own::InterfaceNeed(*need)] = std::string(halves->after);
    return need.has_value();
  });
}

// A reason that only a newer speaker knows is no reason to refuse the rest.
bool read_silent(std::string_view text, std::map<model::Reason, net::IpRangeSet>& into) {
  return each_entry(text, ';', [&](std::string_view entry) {
    const auto halves = split(entry, '=');
    if (!halves) return false;
    const auto known = std::ranges::find(model::all_reasons(), halves->before, model::name);
    net::IpRangeSet ignored;
    return read_addresses(halves->after, known == model::all_reasons().end() ? ignored : into[*known]);
  });
}

bool read_nodes(std::string_view text, NodesByAddress& into) {
  return each_entry(text, ',', [&](std::string_view entry) {
    const auto halves = split(entry, '=');
    const auto address = halves ? net::IpAddress::parse(halves->before) : std::nullopt;
    if (!address || halves->after.empty()) return false;
    into.insert_or_assign(*address, std::string(halves->after));
    return true;
  });
}

bool read_since(std::string_view text, std::map<UnixSeconds, net::IpRangeSet>& into) {
  return each_entry(text, ';', [&](std::string_view entry) {
    const auto halves = split(entry, '=');
    const auto when = halves ? read_number<std::int64_t>(halves->before) : std::nullopt;
    return when && read_addresses(halves->after, into[UnixSeconds(*when)]);
  });
}

bool read_socket(std::string_view text, own::Member& into) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = net::IpAddress::parse(host);
  const auto port = read_number<std::uint16_t>(text.substr(colon + 1));
  if (!address || !port) return false;
  into.address = *address;
  into.port = *port;
  return true;
}

bool read_incarnation(std::string_view text, own::Member& into) {
  const auto number = read_number<std::uint64_t>(text);
  if (number) into.incarnation = own::Incarnation(*number);
  return number.has_value();
}

class Reader {
 public:
  explicit Reader(const model::Labels& annotations) : annotations_(annotations) {}

  [[nodiscard]] std::string_view text(std::string_view key) const {
    const auto at = annotations_.find(key);
    return at == annotations_.end() ? std::string_view() : std::string_view(at->second);
  }
  template <class Read, class Into>
  void read(std::string_view key, Read how, Into& into) {
    if (!how(text(key), into) && problem_.empty()) problem_ = std::string(key) + " makes no sense";
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  const model::Labels& annotations_;
  std::string problem_;
};

}  // namespace

std::string speaker_lease_name(std::string_view node) {
  return std::string(kPrefix).append(node);
}

bool is_speaker_lease(std::string_view lease_name) {
  return lease_name.starts_with(kPrefix);
}

model::Labels encode_speaker_report(const SpeakerReport& report) {
  model::Labels made;
  const auto put = [&](std::string_view key, std::string text) {
    if (!text.empty()) made.emplace(key, std::move(text));
  };
  put(annotation::kSpeakerAddress, socket_text(report.member));
  put(annotation::kIncarnation, std::to_string(report.member.incarnation.value()));
  put(annotation::kMacs, macs_text(report.macs));
  put(annotation::kDraining, report.draining ? "true" : "");
  put(annotation::kOwned, addresses_text(report.owned, kMostAddressBytes));
  put(annotation::kSince, since_text(report.since));
  put(annotation::kConflicts, conflicts_text(report.conflicts));
  put(annotation::kUnannounced, addresses_text(unannounced(report.conflicts), kMostOtherBytes));
  put(annotation::kUnable, unable_text(report.unable));
  put(annotation::kSilent, silent_text(report.silent));
  put(annotation::kNodeAddresses, nodes_text(report.node_addresses));
  put(annotation::kPeers, peers_text(report.peers));
  return made;
}

Result<std::optional<SpeakerReport>, std::string> read_speaker_member(const Object<Lease>& lease) {
  const std::string& holder = lease.value.holder;
  if (holder.empty()) return std::optional<SpeakerReport>();
  if (lease.meta.key.name != speaker_lease_name(holder))
    return fail("its name does not fit its holder " + holder);
  SpeakerReport report;
  report.member.node = holder;
  Reader reader(lease.value.annotations);
  reader.read(annotation::kSpeakerAddress, read_socket, report.member);
  reader.read(annotation::kIncarnation, read_incarnation, report.member);
  reader.read(annotation::kMacs, read_macs, report.macs);
  reader.read(annotation::kUnable, read_unable, report.unable);
  report.draining = reader.text(annotation::kDraining) == "true";
  if (!reader.problem().empty()) return fail(reader.problem());
  return std::optional(std::move(report));
}

Result<std::optional<SpeakerReport>, std::string> read_speaker_report(const Object<Lease>& lease) {
  auto report = read_speaker_member(lease);
  if (!report || !*report) return report;
  Reader reader(lease.value.annotations);
  reader.read(annotation::kOwned, read_addresses, (*report)->owned);
  reader.read(annotation::kSince, read_since, (*report)->since);
  reader.read(annotation::kConflicts, read_conflicts, (*report)->conflicts);
  net::IpRangeSet unannounced;
  reader.read(annotation::kUnannounced, read_addresses, unannounced);
  for (LanConflict& each : (*report)->conflicts)
    each.announced = !unannounced.contains(each.address);
  reader.read(annotation::kSilent, read_silent, (*report)->silent);
  reader.read(annotation::kNodeAddresses, read_nodes, (*report)->node_addresses);
  reader.read(annotation::kPeers, read_peers, (*report)->peers);
  if (!reader.problem().empty()) return fail(reader.problem());
  return report;
}

std::optional<UnixSeconds> owned_since(const SpeakerReport& report, net::IpAddress address) {
  const auto found =
      std::ranges::find_if(report.since, [&](const auto& each) { return each.second.contains(address); });
  return found == report.since.end() ? std::nullopt : std::optional(found->first);
}

bool asks_to_drain(const Lease& lease) {
  const auto at = lease.annotations.find(annotation::kDrain);
  return at != lease.annotations.end() && at->second == "true";
}

}  // namespace herald::kube
