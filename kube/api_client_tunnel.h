// Asks a proxy for a way through to somebody else (CONNECT, RFC 9110 section 9.3.6). Behind it the connection
// belongs to the two ends.
#pragma once

#include "core/base/time.h"
#include "kube/credentials_proxy.h"
#include "runtime/byte_stream.h"
#include "runtime/task.h"

#include <string>

namespace herald::kube {

// `authority`: "host:port" of the other end. Gives back the stream, which leads there from now on.
[[nodiscard]] runtime::Task<runtime::StreamResult<runtime::ByteStreamPtr>> open_tunnel(
    runtime::ByteStreamPtr stream, Proxy proxy, std::string authority, Instant deadline);

}  // namespace herald::kube
