#include "kube/event.h"

#include "core/base/hash.h"

#include <array>
#include <cinttypes>
#include <cstdio>

namespace herald::kube {
namespace {

constexpr std::size_t kMaxNameBytes = 253;  // of any object, in the API

std::uint64_t identity(const Event& event) {
  std::uint64_t hash = event.type == EventType::warning ? 1 : 0;
  for (const std::string* text : {&event.about.api_version, &event.about.kind, &event.about.uid,
                                  &event.reason, &event.message, &event.component, &event.host}) {
    hash = hash_combine(hash, stable_hash(*text));
  }
  return hash;
}

}  // namespace

Key event_key(const Event& event) {
  std::array<char, 20> suffix{};
  const int size = std::snprintf(suffix.data(), suffix.size(), ".%016" PRIx64, identity(event));
  const auto suffix_size = static_cast<std::size_t>(size);
  std::string name = event.about.key.name.substr(0, kMaxNameBytes - suffix_size);
  // A name part must not end in a dot or dash where it was cut.
  while (name.ends_with('.') || name.ends_with('-'))
    name.pop_back();
  const std::string& home = event.about.key.name_space;
  return {home.empty() ? "default" : home, name.append(suffix.data(), suffix_size)};
}

}  // namespace herald::kube
