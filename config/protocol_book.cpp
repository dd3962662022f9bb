#include "config/protocol_book.h"

#include "config/service_notes.h"

namespace herald::config {

std::optional<Protocol> ProtocolBook::named(std::string_view pool) const {
  const Protocol* const found = pools_.named(pool);
  return found == nullptr ? std::nullopt : std::optional(*found);
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
  if (const Protocol* const listed = pools_.listing(address)) return *listed;
  const auto source = service.annotations.find(kPoolAnnotation);
  if (source != service.annotations.end()) {
    for (const std::string_view pool : items_in(source->second)) {
      if (const auto protocol = named(pool)) return *protocol;
    }
  }
  return noted_protocol(service);
}

}  // namespace herald::config
