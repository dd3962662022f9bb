// A listening socket that yields byte streams. Bind failures say which address and why.
#pragma once

#include "core/base/result.h"
#include "runtime/byte_stream.h"
#include "runtime/clock.h"
#include "runtime/socket_address.h"
#include "runtime/task.h"
#include "runtime/tls.h"

#include <memory>
#include <string>

namespace herald::runtime {

class Listener {
 public:
  // ":port" and "[::]:port" take both families. A Unix socket is for its owner only (0600), replaces one that
  // nobody listens on any more, and is removed at the end.
  [[nodiscard]] static Result<std::unique_ptr<Listener>, std::string> open(const Executor& executor,
                                                                           const Clock& clock,
                                                                           const SocketAddress& address);
  ~Listener();

  // The port is the real one, also when 0 was asked for.
  [[nodiscard]] const SocketAddress& address() const;

  // The stream has not shaken hands yet. With an identity it will speak TLS.
  [[nodiscard]] Task<StreamResult<ByteStreamPtr>> accept(std::shared_ptr<TlsIdentity> identity);

  void close();

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace herald::runtime
