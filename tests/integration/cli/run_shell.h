// A line for a shell with heraldctl (as $HERALDCTL and in the PATH), and what became of it.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace herald::cli {

// `shell` is bash, zsh or fish; `text` is its script.
inline apiserver::Finished run_in(const std::string& shell, const std::string& text,
                                  const apiserver::Environment& further = {}) {
  const std::string folder = std::filesystem::path(HERALD_CTL).parent_path().string();
  apiserver::Environment environment{{"PATH", folder + ":" + std::getenv("PATH")},
                                     {"HOME", std::filesystem::temp_directory_path().string()}};
  environment.insert(further.begin(), further.end());
  return apiserver::run({"/usr/bin/env", shell, "-c", text}, environment);
}

}  // namespace herald::cli
