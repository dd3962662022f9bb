// The recorded answers of a real API server that the tests of kube/ are held against.
#pragma once

#include "core/base/check.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace herald::kube {

inline std::string golden(const std::string& name) {
  std::ifstream file(std::string(HERALD_SOURCE_DIR) + "/tests/golden/kube/" + name, std::ios::binary);
  HERALD_CHECK(file.good());  // tests that loop over an empty text would prove nothing
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every recording, for tests that break them on purpose.
inline const std::vector<std::string>& all_golden() {
  static const std::vector<std::string> all = {"apis.json",
                                               "create-again-409.json",
                                               "create-event.json",
                                               "create-invalid-422.json",
                                               "create-lease.json",
                                               "create-namespace.json",
                                               "create-service.json",
                                               "get-404.json",
                                               "list-configmaps-fieldselector.json",
                                               "list-services-paged.json",
                                               "list-services.json",
                                               "patch-spec-strategic.json",
                                               "patch-status-merge.json",
                                               "patch-status-wrong-resourceversion-409.json",
                                               "watch-services.jsonl",
                                               "watch-too-old-410.jsonl"};
  return all;
}

}  // namespace herald::kube
