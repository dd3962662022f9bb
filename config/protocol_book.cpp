#include "config/protocol_book.h"

#include "config/service_notes.h"

#include <iterator>

namespace herald::config {

ProtocolBook::ProtocolBook(const Config& config) {
  for (const Pool& pool : config.pools) {
    by_name_.emplace(pool.spec.name, pool.protocol);
    for (const net::AddressBlock& block : pool.spec.addresses)
      by_address_.emplace(block.range().first(), Block{block.range().last(), pool.protocol});
  }
}

std::optional<Protocol> ProtocolBook::named(std::string_view pool) const {
  const auto at = by_name_.find(pool);
  return at == by_name_.end() ? std::nullopt : std::optional(at->second);
}

Protocol ProtocolBook::together(std::span<const std::string> pools) const {
  std::optional<Protocol> all;
  for (const std::string& pool : pools) {
    const auto each = named(pool);
    if (!each) continue;
    if (all && *all != *each) return Protocol::both;
    all = each;
  }
  return all.value_or(Protocol::layer2);
}

Protocol ProtocolBook::of(net::IpAddress address, const model::Service& service) const {
  const auto behind = by_address_.upper_bound(address);
  if (behind != by_address_.begin()) {
    const Block& block = std::prev(behind)->second;
    if (address <= block.last) return block.protocol;
  }
  const auto source = service.annotations.find(kPoolAnnotation);
  if (source != service.annotations.end()) {
    for (const std::string_view pool : items_in(source->second)) {
      if (const auto protocol = named(pool)) return *protocol;
    }
  }
  return noted_protocol(service);
}

}  // namespace herald::config
