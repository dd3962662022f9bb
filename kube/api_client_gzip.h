// Decompresses a gzip body (RFC 1952) as it comes. Bounded: a small text that expands without end is refused.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace herald::kube {

class Inflater {
 public:
  explicit Inflater(std::uint64_t most_bytes);
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  [[nodiscard]] Result<void, std::string> feed(std::string_view compressed,
                                               const std::function<void(std::string_view)>& taker);

  // The compressed text came to its own end, with the right checksum.
  [[nodiscard]] bool complete() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::kube
