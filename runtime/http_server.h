// A small HTTP/1.1 server: plain or TLS, TCP or a Unix socket, keep-alive, pipelining, streamed answers,
// everything bounded in size, time and number. Serves the admin port, and the lab's API server. It routes
// nothing.
#pragma once

#include "core/base/result.h"
#include "runtime/clock.h"
#include "runtime/http_settings.h"
#include "runtime/log.h"
#include "runtime/socket_address.h"
#include "runtime/task.h"

#include <cstddef>
#include <memory>
#include <string>

namespace herald::runtime {

class HttpServer {
 public:
  HttpServer(const Executor& executor, const Clock& clock, Logger& logger, HttpSettings settings,
             HttpHandler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // after close()

  // Binds and starts to serve. Once.
  [[nodiscard]] Result<SocketAddress, std::string> listen(const SocketAddress& address);

  // Stops accepting, lets answers under way be finished (streamed ones are asked to end), and after `grace`
  // closes what is still there. Returns when no connection is left.
  [[nodiscard]] Task<> close(Duration grace);

  [[nodiscard]] std::size_t connections() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace herald::runtime
