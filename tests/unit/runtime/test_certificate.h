// Certificates made on the spot, so that no test carries one that expires.
#pragma once

#include "runtime/tls.h"

#include <string>

namespace herald::runtime {

// Self-signed, for "localhost" and 127.0.0.1, with a new key.
[[nodiscard]] TlsPair make_test_certificate(const std::string& name = "herald test");

}  // namespace herald::runtime
