#include "config/service_notes.h"

#include <algorithm>
#include <cstddef>

namespace herald::config {

bool is_note(std::string_view annotation) {
  return annotation == kPoolAnnotation || annotation == kProtocolAnnotation ||
         annotation == kAdoptedAnnotation;
}

std::vector<std::string_view> items_in(std::string_view note) {
  std::vector<std::string_view> names;
  while (!note.empty()) {
    const std::size_t comma = std::min(note.find(','), note.size());
    names.push_back(note.substr(0, comma));
    note.remove_prefix(std::min(comma + 1, note.size()));
  }
  return names;
}

std::string_view note_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::layer2:
      return "";
    case Protocol::bgp:
      return "bgp";
    case Protocol::both:
      return "both";
  }
  return "";
}

Protocol noted_protocol(const model::Service& service) {
  const auto note = service.annotations.find(kProtocolAnnotation);
  if (note == service.annotations.end()) return Protocol::layer2;
  for (const Protocol protocol : {Protocol::bgp, Protocol::both}) {
    if (note->second == note_of(protocol)) return protocol;
  }
  return Protocol::layer2;
}

}  // namespace herald::config
