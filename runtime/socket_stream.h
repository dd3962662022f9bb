// The inside of ByteStream, for the files that open sockets: how a connected socket becomes one.
#pragma once

#include "runtime/byte_stream.h"

#include <boost/asio/generic/stream_protocol.hpp>

namespace herald::runtime {

// One socket type for TCP and Unix sockets, so that everything over it is instantiated once.
using StreamSocket = boost::asio::generic::stream_protocol::socket;

[[nodiscard]] ByteStreamPtr make_plain_stream(StreamSocket socket, const Clock& clock);
[[nodiscard]] ByteStreamPtr make_tls_server_stream(StreamSocket socket, const Clock& clock,
                                                   TlsContextPtr context);
[[nodiscard]] ByteStreamPtr make_tls_client_stream(StreamSocket socket, const Clock& clock,
                                                   TlsContextPtr context, const std::string& server_name);

// The socket of a plain stream that has no operation under way.
[[nodiscard]] StreamSocket take_socket(ByteStreamPtr plain);

[[nodiscard]] StreamFailure explain(const boost::system::error_code& error);

}  // namespace herald::runtime
