#include "lab/cli/inside.h"

#include "lab/cluster/namespaces.h"

#include <cstdio>

namespace herald::lab {

int complain(const std::string& what) {
  std::fprintf(stderr, "lab: %s\n", what.c_str());
  return kNotDone;
}

int finish(const Result<void, std::string>& result) {
  return result ? kDone : complain(result.error());
}

std::optional<Choices> go_inside(const LabDirectory& directory) {
  const auto description = directory.description();
  if (!description) {
    complain("there is no lab in " + directory.path() + "; `lab up` makes one");
    return std::nullopt;
  }
  if (const auto entered = enter(description->holder); !entered) {
    complain(entered.error());
    return std::nullopt;
  }
  return description->choices;
}

}  // namespace herald::lab
