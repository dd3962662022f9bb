// herald-apiserver as a child of the test, from the moment on which it answers.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <memory>
#include <string>
#include <vector>

namespace herald::apiserver {

struct ServerProcess {
  std::unique_ptr<Process> process;
  std::string address;  // "127.0.0.1:41207"; empty when it did not start, which fails the test
};

// Its state, and the kubeconfig that it writes, are in `data_dir`.
[[nodiscard]] ServerProcess start_server(const std::string& data_dir, const std::string& listen,
                                         const std::vector<std::string>& further_flags,
                                         const Environment& environment);

}  // namespace herald::apiserver
