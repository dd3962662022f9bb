// One request and its answer on one connection. Used by api_client.cpp only.
#pragma once

#include "kube/api_client.h"
#include "runtime/byte_stream.h"

#include <memory>
#include <optional>
#include <string>

namespace herald::kube {

struct Exchanged {
  ApiResult result;
  bool reusable = false;  // the connection is between two messages
  bool answered = false;  // at least one byte came back
};

// What the body of an answer may have. A list comes in pages; a stream is bounded by what cuts it.
inline constexpr std::uint64_t kMostStreamedBytes = std::uint64_t{4} << 30;

// `message` is sent as it is. `receiver` may be null.
[[nodiscard]] runtime::Task<Exchanged> exchange(runtime::ByteStream& stream, std::string message,
                                                ApiDeadlines deadlines, const BodyReceiver* receiver);

}  // namespace herald::kube
