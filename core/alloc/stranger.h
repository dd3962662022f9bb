// Somebody outside the cluster who answers for an address that is ours to give.
#pragma once

#include <string>

namespace herald::alloc {

struct Stranger {
  std::string who;
  bool was_first = false;  // he did before any of us had announced it

  friend bool operator==(const Stranger&, const Stranger&) = default;
};

}  // namespace herald::alloc
