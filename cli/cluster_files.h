// What a cluster looks like according to files: one configuration, Services and Namespaces.
#pragma once

#include "cli/input.h"
#include "config/config.h"
#include "core/base/result.h"
#include "core/model/selector.h"
#include "core/model/service.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace herald::cli {

struct ClusterFiles {
  std::shared_ptr<const config::Config> config;
  std::vector<model::Service> services;  // of all types
  std::map<std::string, model::Labels> namespaces;
  std::vector<std::string> notes;  // what was assumed or passed over
};

// Everything that is wrong, one entry each, with its file and line.
[[nodiscard]] Result<ClusterFiles, std::vector<std::string>> read_cluster(std::span<const InputFile> inputs);

}  // namespace herald::cli
