#include "tests/tidy/exceptions.h"

#include <algorithm>

namespace herald::tidy {

const std::vector<Exception>& exceptions() {
  static const std::vector<Exception> table = {
      {"core/base/check.cpp", "fprintf", "the last words of a process whose invariant broke"},
  };
  return table;
}

bool is_excepted(std::string_view path, std::string_view word) {
  return std::any_of(exceptions().begin(), exceptions().end(), [&](const Exception& exception) {
    return exception.path == path && exception.word == word;
  });
}

}  // namespace herald::tidy
