// The inside of TlsContext, for the files that already include Asio's TLS.
#pragma once

#include <boost/asio/ssl/context.hpp>

namespace herald::runtime {

class TlsContext {
 public:
  explicit TlsContext(boost::asio::ssl::context::method method) : context(method) {}

  boost::asio::ssl::context context;
  bool verifies_peer = false;
};

}  // namespace herald::runtime
