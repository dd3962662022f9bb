// A connection that carries bytes: TCP or a Unix socket, plain or TLS, without showing which. Every operation
// has a deadline; one that is missed closes the connection, because half a message is of no use to anybody.
//
// One read and one write may be under way at the same time. The stream must outlive its operations.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "runtime/clock.h"
#include "runtime/socket_address.h"
#include "runtime/task.h"
#include "runtime/tls.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace herald::runtime {

struct StreamFailure {
  enum class Kind : std::uint8_t {
    timed_out,  // the deadline passed; the connection is closed
    closed,     // by this side, or cancelled
    gone,       // by the other side, in the middle
    tls,        // no secure connection: wrong certificate, no TLS on the other side
    failed,     // anything else
  };
  Kind kind;
  std::string what;
};

template <class T>
using StreamResult = Result<T, StreamFailure>;

class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  // Before anything else. Nothing happens on a plain connection.
  [[nodiscard]] virtual Task<StreamResult<void>> handshake(Instant deadline) = 0;

  // Waits for at least one byte; 0 when the other side has ended its half in order.
  [[nodiscard]] virtual Task<StreamResult<std::size_t>> read_some(std::span<char> into, Instant deadline) = 0;

  // `data` must stay until it is done.
  [[nodiscard]] virtual Task<StreamResult<void>> write_all(std::string_view data, Instant deadline) = 0;

  // Ends this side's half, so that the other side sees that what it got is all. Over TLS this waits for its
  // answer.
  [[nodiscard]] virtual Task<StreamResult<void>> finish(Instant deadline) = 0;

  // At once; operations under way end with `closed`.
  virtual void close() = 0;

  [[nodiscard]] virtual const SocketAddress& peer() const = 0;
};

using ByteStreamPtr = std::unique_ptr<ByteStream>;

// Connects, and for TLS shakes hands. `server_name` goes into SNI and is what the certificate must be for: a
// DNS name or an IP address.
[[nodiscard]] Task<StreamResult<ByteStreamPtr>> connect_plain(SocketAddress address, const Clock& clock,
                                                              Instant deadline);
[[nodiscard]] Task<StreamResult<ByteStreamPtr>> connect_tls(SocketAddress address, const Clock& clock,
                                                            Instant deadline, TlsContextPtr context,
                                                            std::string server_name);

// Goes over to TLS on a plain connection, behind what else was said on it: a proxy's consent.
[[nodiscard]] Task<StreamResult<ByteStreamPtr>> begin_tls(ByteStreamPtr plain, const Clock& clock,
                                                          Instant deadline, TlsContextPtr context,
                                                          std::string server_name);

}  // namespace herald::runtime
