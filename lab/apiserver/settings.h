// The flags of herald-apiserver, read and checked.
#pragma once

#include "core/base/result.h"
#include "core/net/cidr.h"
#include "runtime/log_options.h"
#include "runtime/options.h"
#include "runtime/socket_address.h"

#include <string>
#include <vector>

namespace herald::apiserver {

struct Settings {
  std::string data_dir = "herald-apiserver";
  std::string kubeconfig;  // empty: in the data directory
  std::string listen = "127.0.0.1:6443";
  bool rbac = false;
  std::vector<std::string> service_cidrs{"10.96.0.0/12"};
  std::vector<std::string> tokens;
  std::vector<std::string> names;  // further ones that the certificate speaks for
  runtime::LogOptions log;

  std::vector<net::Cidr> service_ranges;  // service_cidrs, understood
};

[[nodiscard]] Result<Settings, runtime::EarlyExit> read_settings(int argc, const char* const* argv);

}  // namespace herald::apiserver
