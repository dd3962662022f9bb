// What the speakers tell each other: what is heard, what is answered, what is said unasked.
#include "core/own/ownership.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace herald::own {
namespace {

// Speakers that the API server has not yet shown us. More than this is no delay, it is nonsense.
constexpr std::size_t kMostStrangers = 1024;

constexpr Duration kAssertEvery = std::chrono::seconds(1);
constexpr Duration kWelcomeEvery = std::chrono::seconds(1);  // and twice as long each time
constexpr int kMostWelcomes = 6;                             // 64 s apart
constexpr Duration kSteady = std::chrono::minutes(1);        // a member for so long: it counts anew

}  // namespace

bool Ownership::admit(const Header& header) {
  const Member* member = census_.roster().find(header.sender);
  if (member != nullptr && header.incarnation < member->incarnation) return false;
  if (member == nullptr && !replay_.knows(header.sender)) {
    // Without its window, what a dead process said once could be played again.
    if (census_.roster().has_left(header.sender, header.incarnation)) return false;
    if (replay_.size() >= census_.roster().nodes().size() + former_.size() + kMostStrangers) return false;
  }
  return replay_.admit(header.sender, header.incarnation, header.sequence);
}

// The two sides of a partition that was longer than a Lease have each taken what the other had. A former
// member that speaks again is told better at once; but to settle it the two need a session, which members
// have.
void Ownership::welcome(Instant now, NodeId node) {
  const auto found = former_.find(node);
  if (found == former_.end() || now < found->second.welcome_at) return;
  Former& former = found->second;
  former.welcomed = true;
  former.welcome_at = now + kWelcomeEvery * (1 << former.welcomes);
  former.welcomes = std::min(former.welcomes + 1, kMostWelcomes);
  effects_.emplace_back(effect::HeardAgain{census_.roster().name_of(node)});
}

void Ownership::follow_departures(Instant now, const Roster::Difference& difference) {
  for (const NodeId node : difference.left) {
    if (!replay_.close(node)) {
      former_.erase(node);
      continue;
    }
    Former& former = former_[node];
    former.forgotten_at = now + kFormerMemory;
    former.welcomed = false;
    if (now > former.welcome_at + kSteady) former.welcomes = 0;
  }
  for (const NodeId node : difference.joined) {
    const auto former = former_.find(node);
    if (former == former_.end()) continue;
    former->second.forgotten_at = kNever;
    if (former->second.welcomed) census_.presume_told_up(node);
    if (former->second.welcomes == 0) former_.erase(former);
  }
  forget_former(now);
}

void Ownership::forget_former(Instant now) {
  const auto forgotten_at = [](const auto& former) { return former.second.forgotten_at; };
  while (!former_.empty()) {
    const auto oldest = std::ranges::min_element(former_, {}, forgotten_at);
    if (oldest->second.forgotten_at == kNever) return;
    if (former_.size() <= kMostFormer && oldest->second.forgotten_at > now) return;
    replay_.forget(oldest->first);
    former_.erase(oldest);
  }
}

void Ownership::hear(Instant now, const Message& message, const Endpoint& from) {
  std::visit([&](const auto& body) { hear_body(now, message, from, body); }, message.body);
}

void Ownership::hear_body(Instant now, const Message& message, const Endpoint&, const body::Views& views) {
  for (const View& view : views.views) {
    if (census_.hear(now, view, message.header.sender)) census_touched_ = true;
    if (census_.has_outlived_its_lease(view)) welcome(now, view.sender);
  }
}

void Ownership::hear_body(Instant now, const Message& message, const Endpoint& from,
                          const body::Claims& claims) {
  std::vector<AddressClaim> reply;
  for (const AddressClaim& heard : claims.claims) {
    if (record(now, heard)) continue;
    Slot& slot = *book_.find(heard.address);
    if (slot.claim == heard.claim) {
      end_suspension(now, heard.address, slot);
      continue;
    }
    contradict(now, message.header.sender, heard, slot, reply);
  }
  for (const Body& body : pack(census_.self(), reply))
    send({from}, body);
}

bool Ownership::record(Instant now, const AddressClaim& heard) {
  const Slot* const before = book_.find(heard.address);
  const bool known = before != nullptr && before->wanted && before->claim.exists();
  std::optional<NodeId> rightful = known ? before->past().deposed : std::nullopt;
  if (known && is_entitled(*before)) rightful = before->claim.owner;
  if (!book_.record(now, heard.address, heard.claim)) return false;
  touched_.push_back(heard.address);
  Slot& slot = *book_.find(heard.address);
  if (rightful == heard.claim.owner) return true;
  if (!rightful) return true;  // recording it has forgotten who was deposed before
  slot.remember().deposed = rightful;
  slot.remember().deposed_at = now;
  return true;
}

// Who says something outdated is told better: by the owner; or by its neighbours, if it speaks for itself, as
// the owner may be dead. When two live nodes have claimed an address, the one that keeps it tells everybody:
// the other one is not necessarily the one who spoke.
void Ownership::contradict(Instant now, NodeId sender, const AddressClaim& heard, Slot& slot,
                           std::vector<AddressClaim>& reply) {
  if (is_mine(slot)) {
    reply.push_back({heard.address, slot.claim});
    if (heard.claim.owner == census_.self() || heard.claim.released) return;
    end_suspension(now, heard.address, slot);
    Instant& asserted_at = slot.remember().asserted_at;
    if (asserted_at != Instant{} && now < asserted_at + kAssertEvery) return;
    asserted_at = now;
    news_.push_back({heard.address, slot.claim});
    return;
  }
  if (heard.claim.owner == sender && census_.peers().nodes().contains(sender))
    reply.push_back({heard.address, slot.claim});
}

// Somebody has said a worse claim than ours, or that he yields to it: so that is who announced the address,
// and the doubt is over.
void Ownership::end_suspension(Instant now, const net::IpAddress& address, Slot& slot) {
  if (!is_mine(slot)) return;
  if (slot.memory) slot.memory->doubts.times = 0;
  slot.settled_at = now;
  if (slot.role != Role::suspended) return;
  book_.set_role(slot, Role::bystander);
  book_.set_alarm(address, slot, kNever);
  touched_.push_back(address);
}

void Ownership::hear_body(Instant now, const Message& message, const Endpoint& from,
                          const body::Digest& digest) {
  const body::Pull pull = reconciler_.compare(now, message.header.sender, digest, book_, census_.views());
  if (pull == body::Pull()) return;
  hear_body(now, message, from, pull);
  send({from}, pull);
}

// What it has heard of others before it was told who the members are, a node does not vouch for: some may
// have left, and who never had them as members would believe them for ever.
void Ownership::hear_body(Instant, const Message&, const Endpoint& from, const body::Pull& pull) {
  std::vector<View> views = census_.views().in_buckets(pull.views);
  if (!complete_) std::erase_if(views, [&](const View& view) { return view.sender != census_.self(); });
  for (const Body& body : pack(views))
    send({from}, body);
  for (const Body& body : pack(census_.self(), book_.in_buckets(pull.claims)))
    send({from}, body);
}

void Ownership::hear_body(Instant, const Message&, const Endpoint& from, const body::Ask&) {
  send({from}, body::Views{{census_.own_view()}});
  std::vector<AddressClaim> claims;
  for (const net::IpAddress& address : book_.claimed_by(census_.self())) {
    const Slot& slot = *book_.find(address);
    if (slot.wanted && is_mine(slot)) claims.push_back({address, slot.claim});
  }
  for (const Body& body : pack(census_.self(), claims))
    send({from}, body);
  send({from}, body::Answered{static_cast<std::uint32_t>(claims.size())});
}

// An answer of which a part was lost is asked for again in the next round.
void Ownership::hear_body(Instant, const Message& message, const Endpoint&, const body::Answered& answered) {
  if (book_.claimed_by(message.header.sender).size() >= answered.claims)
    joining_.answered(message.header.sender);
}

void Ownership::send(const std::vector<Endpoint>& to, const Body& body) {
  if (to.empty()) return;
  effect::Send sending{to, {}};
  ByteWriter out(sending.bytes);
  append_to(out, {{census_.self(), census_.roster().own_entry().incarnation, ++sent_}, body});
  sends_.emplace_back(std::move(sending));
}

void Ownership::send_digests(Instant, const NodeIds& to, bool urgent) {
  send(endpoints_of(to),
       body::Digest{
           .urgent = urgent, .claims = book_.fingerprints(), .views = census_.views().fingerprints()});
}

// To the neighbours on the ring, and to one other in turn: news that reached a few places only would travel
// round a large ring for minutes, but doubles its places each second this way.
void Ownership::anti_entropy(Instant now) {
  const NodeIds round = joining_.take_round(now);
  send(endpoints_of(round), body::Ask());
  if (now < digest_at_) return;
  digest_at_ = now + kAntiEntropy;
  book_.forget_unasked(now);
  forget_former(now);
  NodeIds to = census_.peers().nodes();
  const auto& nodes = census_.roster().nodes();
  const NodeId other = nodes[rotation_++ % nodes.size()];
  if (other != census_.self()) to.insert(other);
  send_digests(now, to, false);
}

void Ownership::flush_news(Instant now) {
  for (const Body& body : pack(census_.self(), std::exchange(news_, {})))
    send(endpoints_of(others()), body);
  for (const auto& [owner, claims] : std::exchange(yielded_, {})) {
    for (const Body& body : pack(census_.self(), claims))
      send(endpoints_of({owner}), body);
  }
  if (!urgent_.empty()) send_digests(now, std::exchange(urgent_, {}), true);
}

std::vector<Endpoint> Ownership::endpoints_of(const NodeIds& nodes) const {
  std::vector<Endpoint> endpoints;
  for (const NodeId node : nodes) {
    const Member* member = census_.roster().find(node);
    if (member != nullptr) endpoints.push_back({member->address, member->port});
  }
  return endpoints;
}

NodeIds Ownership::others() const {
  const auto& all = census_.roster().nodes();
  NodeIds nodes(all.begin(), all.end());
  nodes.erase(census_.self());
  return nodes;
}

}  // namespace herald::own
