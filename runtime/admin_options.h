// The admin port's flags, alike in every daemon.
#pragma once

#include "core/base/result.h"
#include "runtime/admin_server.h"
#include "runtime/log.h"
#include "runtime/options.h"

#include <optional>
#include <string>

namespace herald::runtime {

struct AdminOptions {
  std::string listen;
  std::string tls_certificate;
  std::string tls_key;
  bool authenticate = false;  // what that means is the daemon's: it knows whom to ask
};

void add_admin_options(Options& flags, AdminOptions& options);

// What is wrong with them; nothing when they make sense.
[[nodiscard]] std::optional<std::string> problem_of(const AdminOptions& options);

// Binds the port.
[[nodiscard]] Result<void, std::string> open_admin(AdminServer& server, const AdminOptions& options,
                                                   Logger& logger);

}  // namespace herald::runtime
