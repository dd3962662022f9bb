#include "tests/integration/bgp/router.h"

#include "tests/integration/bgp/bird.h"
#include "tests/integration/bgp/frr.h"

#include <unistd.h>

namespace herald::interop {

std::string name_of(Make make) {
  return make == Make::frr ? "frr" : "bird";
}

std::optional<std::string> missing(Make make) {
  const std::string program = make == Make::frr ? "/usr/lib/frr/bgpd" : "/usr/sbin/bird";
  if (::access(program.c_str(), X_OK) != 0) return program + " is not installed";
  // Changing its user and groups is what FRR does first; a user namespace of one user does not allow it.
  if (make == Make::frr && ::geteuid() != 0) return "FRR needs root";
  return std::nullopt;
}

std::unique_ptr<Router> start_router(Make make, const netns::NetworkNamespace& where,
                                     const RouterSettings& settings) {
  if (make == Make::frr) return std::make_unique<Frr>(where, settings);
  return std::make_unique<Bird>(where, settings);
}

}  // namespace herald::interop
