#include "runtime/admin_options.h"

#include <utility>

namespace herald::runtime {

void add_admin_options(Options& flags, AdminOptions& options) {
  flags.group("Admin port");
  flags.text("--listen", options.listen, "Address of the admin port: metrics, health, state");
  flags.text("--metrics-tls-cert", options.tls_certificate, "Certificate (PEM) to serve the admin port with");
  flags.text("--metrics-tls-key", options.tls_key, "Key (PEM) of that certificate");
  flags.flag(
      "--metrics-authenticate", options.authenticate,
      "Admit to the admin port, but for the health paths, only bearer tokens that the API server knows "
      "and allows the path");
}

std::optional<std::string> problem_of(const AdminOptions& options) {
  if (options.tls_certificate.empty() == options.tls_key.empty()) return std::nullopt;
  return "--metrics-tls-cert and --metrics-tls-key belong together";
}

Result<void, std::string> open_admin(AdminServer& server, const AdminOptions& options, Logger& logger) {
  if (!options.tls_certificate.empty()) {
    auto identity = watched_identity({options.tls_certificate, options.tls_key}, logger);
    if (!identity) return fail(std::move(identity).error());
    server.use_identity(*std::move(identity));
  }
  auto address = SocketAddress::parse(options.listen);
  if (!address) return fail("--listen: " + address.error());
  auto bound = server.listen(*address);
  if (!bound) return fail(std::move(bound).error());
  return {};
}

}  // namespace herald::runtime
