#include "runtime/tls.h"

#include "runtime/tls_context.h"

#include <functional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/verify_mode.hpp>
#include <boost/system/system_error.hpp>
#include <openssl/ssl.h>

namespace herald::runtime {
namespace asio = boost::asio;
namespace {

using asio::ssl::context;

TlsContextPtr bare_context(context::method method) {
  auto made = std::make_shared<TlsContext>(method);
  made->context.set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                            context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression);
  SSL_CTX* const native = made->context.native_handle();
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // 34 KB less for each idle connection
  return made;
}

void use_pair(context& into, const TlsPair& pair) {
  into.use_certificate_chain(asio::buffer(pair.certificate));
  into.use_private_key(asio::buffer(pair.key), context::pem);
  if (SSL_CTX_check_private_key(into.native_handle()) != 1) {
    throw boost::system::system_error(asio::error::invalid_argument,
                                      "certificate and key do not belong together");
  }
}

// Asio reports what OpenSSL refuses by exceptions; they end here.
Result<TlsContextPtr, std::string> guarded(const std::function<TlsContextPtr()>& make) {
  try {
    return make();
  } catch (const boost::system::system_error& error) {
    return fail(std::string(error.what()));
  }
}

}  // namespace

Result<TlsContextPtr, std::string> make_server_context(const TlsPair& pair) {
  return guarded([&] {
    TlsContextPtr made = bare_context(context::tls_server);
    use_pair(made->context, pair);
    return made;
  });
}

Result<TlsContextPtr, std::string> make_client_context(const TlsClientSettings& settings) {
  return guarded([&] {
    TlsContextPtr made = bare_context(context::tls_client);
    made->verifies_peer = settings.verify;
    made->context.set_verify_mode(settings.verify ? asio::ssl::verify_peer : asio::ssl::verify_none);
    if (settings.authorities.empty()) {
      made->context.set_default_verify_paths();
    } else {
      made->context.add_certificate_authority(asio::buffer(settings.authorities));
    }
    if (!settings.own.certificate.empty()) use_pair(made->context, settings.own);
    return made;
  });
}

}  // namespace herald::runtime
