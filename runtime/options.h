// Command line flags of a daemon, each with its twin in the environment: `--log-level` is HERALD_LOG_LEVEL.
// Flags win over the environment, the environment over the default. Help is grouped and shows defaults. Hides
// CLI11, whose headers cost seconds in every file that includes them.
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::runtime {

// The program is to end now: after --help and --version, or because of a flag that cannot be read.
struct EarlyExit {
  int code = 0;      // 2 for wrong usage
  std::string text;  // for standard output when the code is 0, else for standard error
};

struct Bounds {
  std::int64_t least;
  std::int64_t most;
};

class Options {
 public:
  Options(std::string_view program, std::string_view description);
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options();

  // The flags that follow are listed under this title.
  void group(std::string_view title);

  // The present value of the variable is the default. Names are given as "--name".
  void flag(std::string_view name, bool& value, std::string_view help);
  void text(std::string_view name, std::string& value, std::string_view help);
  void list(std::string_view name, std::vector<std::string>& values,
            std::string_view help);  // repeat, or commas
  void number(std::string_view name, std::int64_t& value, Bounds bounds, std::string_view help);
  void duration(std::string_view name, Duration& value, std::string_view help);

  template <class Value>
  void choice(std::string_view name, Value& value, std::vector<std::pair<std::string, Value>> choices,
              std::string_view help);

  // Any type: `read` stores the value or says what is wrong with the text.
  struct Reader {
    std::string kind;     // shown in help: "DURATION"
    std::string initial;  // the default as text
    std::function<std::optional<std::string>(const std::string& text)> read;
  };
  void custom(std::string_view name, Reader reader, std::string_view help);

  [[nodiscard]] std::optional<EarlyExit> parse(int argc, const char* const* argv);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

template <class Value>
void Options::choice(std::string_view name, Value& value, std::vector<std::pair<std::string, Value>> choices,
                     std::string_view help) {
  Reader reader;
  for (const auto& [text, meaning] : choices) {
    reader.kind += (reader.kind.empty() ? "" : "|") + text;
    if (meaning == value) reader.initial = text;
  }
  const std::string complaint = "must be one of " + reader.kind;
  reader.read = [&value, choices = std::move(choices),
                 complaint](const std::string& given) -> std::optional<std::string> {
    for (const auto& [text, meaning] : choices) {
      if (text != given) continue;
      value = meaning;
      return std::nullopt;
    }
    return complaint;
  };
  custom(name, std::move(reader), help);
}

}  // namespace herald::runtime
