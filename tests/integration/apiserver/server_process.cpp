#include "tests/integration/apiserver/server_process.h"

#include <gtest/gtest.h>

namespace herald::apiserver {

ServerProcess start_server(const std::string& data_dir, const std::string& listen,
                           const std::vector<std::string>& further_flags, const Environment& environment) {
  std::vector<std::string> words{HERALD_APISERVER, "--data-dir", data_dir, "--listen", listen};
  words.insert(words.end(), further_flags.begin(), further_flags.end());
  ServerProcess server{.process = std::make_unique<Process>(words, environment), .address = {}};
  // Printed once it answers, so there is nothing to wait for after it.
  const std::string scheme = "https://";
  const auto serving = server.process->line_with(scheme);
  EXPECT_TRUE(serving) << "herald-apiserver did not start";
  if (serving) server.address = serving->substr(serving->find(scheme) + scheme.size());
  return server;
}

}  // namespace herald::apiserver
