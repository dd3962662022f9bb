#include "controller/adopted.h"

#include "config/service_notes.h"

#include <algorithm>
#include <iterator>

namespace herald::controller {

std::vector<net::IpAddress> adopted(const model::Service& service) {
  std::vector<net::IpAddress> addresses;
  const auto note = service.annotations.find(config::kAdoptedAnnotation);
  if (note == service.annotations.end()) return addresses;
  const auto items = config::items_in(note->second);
  std::ranges::copy_if(service.ingress, std::back_inserter(addresses), [&](net::IpAddress address) {
    return std::ranges::find(items, address.to_string()) != items.end();
  });
  return addresses;
}

std::string adoption_note(const std::vector<net::IpAddress>& addresses) {
  std::string note;
  for (const net::IpAddress address : addresses)
    note += (note.empty() ? "" : ",") + address.to_string();
  return note;
}

}  // namespace herald::controller
