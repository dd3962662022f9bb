#include "tests/tidy/exceptions.h"

#include <algorithm>

namespace herald::tidy {

const std::vector<Exception>& exceptions() {
  static const std::vector<Exception> table = {
      {"core/alloc/ledger.h", "unordered_map", "Services are looked up in it, and it is never walked"},
      {"core/own/replay.h", "unordered_map",
       "a sender is looked up in it with each message, and it is never walked"},
      {"core/own/views.h", "unordered_map",
       "a sender is looked up in it with each message, and it is never walked"},
      {"core/base/check.cpp", "fprintf", "the last words of a process whose invariant broke"},
      {"tests/integration/bgp/eventually.h", "sleep_for",
       "FRR and BIRD have no way to tell a test that something has happened"},
      {"tests/integration/footprint/speaker_bars.cpp", "sleep_for",
       "what is measured is a speaker that has nothing to do for some seconds"},
  };
  return table;
}

bool is_excepted(std::string_view path, std::string_view word) {
  return std::any_of(exceptions().begin(), exceptions().end(), [&](const Exception& exception) {
    return exception.path == path && exception.word == word;
  });
}

}  // namespace herald::tidy
