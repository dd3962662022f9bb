// What an HttpServer is told: limits that keep one client, or many slow ones, from costing much, and who
// answers.
#pragma once

#include "core/base/time.h"
#include "runtime/http_message.h"
#include "runtime/http_request_parser.h"
#include "runtime/task.h"
#include "runtime/tls.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace herald::runtime {

struct HttpTimeouts {
  Duration handshake = std::chrono::seconds(5);
  Duration idle = std::chrono::seconds(90);  // longer than common scrape intervals
  Duration head = std::chrono::seconds(5);   // from its first byte to its last
  Duration body = std::chrono::seconds(30);  // likewise
  Duration write =
      std::chrono::seconds(30);  // for each 256 KiB of an answer, and each piece of a streamed one
  Duration linger = std::chrono::seconds(1);  // for the client to have read the last answer
};

struct HttpSettings {
  std::string name = "http";  // in logs
  HttpSizes sizes;
  HttpTimeouts timeouts;
  std::size_t connections = 64;           // further ones wait; who has kept us waiting for longest makes room
  std::shared_ptr<TlsIdentity> identity;  // none: plain
};

// Answers one request. Called on the loop of the server; an exception is answered with 500 and logged as a
// bug.
using HttpHandler = std::function<Task<HttpResponse>(HttpRequest)>;

}  // namespace herald::runtime
