// What every stored object has besides its body, and the words in which a store refuses.
#pragma once

#include "core/base/time.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace herald::kube {

// The store's own sequence. On the wire it is an opaque text: clients may compare it for equality only.
using Version = std::uint64_t;

struct ObjectKey {
  std::string resource;    // "services"
  std::string name_space;  // empty for what has none
  std::string name;

  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

struct ObjectMeta {
  ObjectKey key;
  std::string uid;
  Version version = 0;
  std::int64_t generation = 1;  // of the spec
  UnixSeconds created;
  std::optional<UnixSeconds> deletion;  // asked for; finalizers still hold the object
  std::set<std::string> finalizers;

  friend bool operator==(const ObjectMeta&, const ObjectMeta&) = default;
};

enum class ChangeType : std::uint8_t { added, modified, deleted };

// The HTTP answer of each is the API server's business: 404, 409 AlreadyExists, 409 Conflict, 410, 400.
enum class StoreError : std::uint8_t { not_found, already_exists, conflict, expired, invalid_continue };

[[nodiscard]] std::string_view name(StoreError error);

// Where the next page of a list starts, and which moment the list shows.
struct ListContinue {
  Version version = 0;
  ObjectKey after;

  friend bool operator==(const ListContinue&, const ListContinue&) = default;
};

// What must still be true for a deletion; an absent part does not matter.
struct Precondition {
  std::optional<std::string> uid;
  std::optional<Version> version;

  [[nodiscard]] bool holds_for(const ObjectMeta& meta) const {
    return (!uid || *uid == meta.uid) && (!version || *version == meta.version);
  }
};

[[nodiscard]] std::string uid_text(std::uint64_t high, std::uint64_t low);

}  // namespace herald::kube
