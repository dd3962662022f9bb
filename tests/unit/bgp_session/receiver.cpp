#include "tests/unit/bgp_session/receiver.h"

#include "core/bgp/message.h"
#include "core/bgp/update.h"

namespace herald::bgp {
namespace {

std::string letter(net::Family family) {
  return family == net::Family::ipv4 ? "4" : "6";
}

}  // namespace

bool Receiver::take(std::span<const std::uint8_t> message, const Dialect& dialect) {
  if (message.size() < kHeaderSize || message.size() > dialect.largest_sent) return false;
  const auto body = message.subspan(kHeaderSize);
  const auto type = static_cast<MessageType>(message[18]);
  if (type == MessageType::update) return take_update(body, dialect);
  if (type == MessageType::route_refresh) take_refresh(body);
  return type == MessageType::route_refresh || type == MessageType::keepalive;
}

bool Receiver::take_update(std::span<const std::uint8_t> body, const Dialect& dialect) {
  const auto update = parse_update(body, dialect);
  if (!update || update->fault) return false;
  if (update->end_of_rib) {
    const net::Family family = *unicast_family(*update->end_of_rib);
    ended.insert(family);
    story.push_back("end/" + letter(family));
    return true;
  }
  std::size_t withdrawn = 0;
  std::size_t announced = 0;
  const auto drop = [&](const Prefix& prefix) {
    table.erase(prefix);
    ++withdrawn;
  };
  const auto learn = [&](const NextHop& hop) {
    return [&, hop](const Prefix& prefix) {
      PathAttributes attributes = update->attributes;
      attributes.next_hop = hop;
      table[prefix] = attributes;
      stale.erase(prefix);
      ++announced;
    };
  };
  update->withdrawn.for_each(drop);
  if (update->mp_unreach) update->mp_unreach->prefixes.for_each(drop);
  update->announced.for_each(learn(update->attributes.next_hop));
  if (update->mp_reach) update->mp_reach->prefixes.for_each(learn(update->mp_reach->next_hop));
  if (withdrawn > 0) story.push_back("-" + std::to_string(withdrawn));
  if (announced > 0) story.push_back("+" + std::to_string(announced));
  return true;
}

void Receiver::take_refresh(std::span<const std::uint8_t> body) {
  const RouteRefresh refresh = parse_route_refresh(body);
  const net::Family family = *unicast_family(refresh.family);
  if (refresh.kind == RouteRefresh::Kind::begin) {
    story.push_back("begin/" + letter(family));
    for (const auto& [prefix, attributes] : table) {
      if (prefix.family() == family) stale.insert(prefix);
    }
  }
  if (refresh.kind != RouteRefresh::Kind::end) return;
  story.push_back("done/" + letter(family));
  std::erase_if(table, [&](const auto& entry) { return stale.contains(entry.first); });
  stale.clear();
}

}  // namespace herald::bgp
