// The wire loop's log events and their documentation are the same.
#include "speaker/shell_wire_log_events.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

TEST(WireLogEvents, AreDocumentedWithTheirLevel) {
  std::ifstream file(std::string(HERALD_SOURCE_DIR) + "/docs/log-events.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  for (const runtime::LogEvent& event : wire_log_events::kAll) {
    const std::string row = "| `" + std::string(event.name) + "` | " + std::string(name(event.level)) + " |";
    EXPECT_NE(document.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace herald::speaker
