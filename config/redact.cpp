#include "config/redact.h"

namespace herald::config {

Config redacted(Config config) {
  for (Peer& peer : config.peers) {
    if (!peer.password.empty()) peer.password = "********";
  }
  return config;
}

}  // namespace herald::config
