#include "runtime/options.h"

#include "core/base/check.h"
#include "core/base/duration.h"
#include "runtime/build_info.h"
#include "runtime/time_text.h"

#include <array>
#include <charconv>

#include <CLI/CLI.hpp>

namespace herald::runtime {
namespace {

// "--log-level" -> "HERALD_LOG_LEVEL"
std::string environment_name(std::string_view flag) {
  HERALD_CHECK(flag.starts_with("--"));
  std::string name = "HERALD_";
  for (const char c : flag.substr(2)) {
    name += c == '-' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::optional<std::int64_t> parse_number(const std::string& text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

struct Options::Parser {
  Parser(std::string_view name, std::string_view description)
      : program(name), app(std::string(description), program) {
    app.set_version_flag("--version", version_text(program), "Print the version and exit");
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.get_formatter()->column_width(44);
  }

  void adopt(CLI::Option* option, std::string_view name) const {
    option->envname(environment_name(name));
    if (!title.empty()) option->group(title);
  }

  std::string program;
  CLI::App app;
  std::string title;
};

Options::Options(std::string_view program, std::string_view description)
    : parser_(std::make_unique<Parser>(program, description)) {}

Options::~Options() = default;

void Options::group(std::string_view title) {
  parser_->title = title;
}

void Options::flag(std::string_view name, bool& value, std::string_view help) {
  parser_->adopt(parser_->app.add_flag(std::string(name), value, std::string(help)), name);
}

void Options::text(std::string_view name, std::string& value, std::string_view help) {
  CLI::Option* const option = parser_->app.add_option(std::string(name), value, std::string(help));
  if (!value.empty()) option->default_str(value);
  parser_->adopt(option, name);
}

void Options::list(std::string_view name, std::vector<std::string>& values, std::string_view help) {
  CLI::Option* const option = parser_->app.add_option(std::string(name), values, std::string(help));
  option->delimiter(',')
      ->type_name("TEXT,...")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  parser_->adopt(option, name);
}

void Options::number(std::string_view name, std::int64_t& value, Bounds bounds, std::string_view help) {
  const std::string range = std::to_string(bounds.least) + " to " + std::to_string(bounds.most);
  auto read = [&value, bounds, range](const std::string& text) -> std::optional<std::string> {
    const auto number = parse_number(text);
    if (!number || *number < bounds.least || *number > bounds.most) return "must be a number from " + range;
    value = *number;
    return std::nullopt;
  };
  custom(name, {.kind = "NUMBER", .initial = std::to_string(value), .read = std::move(read)}, help);
}

void Options::duration(std::string_view name, Duration& value, std::string_view help) {
  auto read = [&value](const std::string& text) -> std::optional<std::string> {
    const auto duration = parse_duration(text);
    if (!duration || *duration < Duration::zero()) return "must be a duration such as 300ms, 90s or 1m30s";
    value = *duration;
    return std::nullopt;
  };
  custom(name, {.kind = "DURATION", .initial = to_text(value), .read = std::move(read)}, help);
}

void Options::custom(std::string_view name, Reader reader, std::string_view help) {
  const std::string flag(name);
  auto store = [flag, read = std::move(reader.read)](const std::string& text) {
    if (const auto complaint = read(text))
      throw CLI::ValidationError(flag, *complaint + ", not \"" + text + "\"");
  };
  CLI::Option* const option =
      parser_->app.add_option_function<std::string>(flag, std::move(store), std::string(help));
  option->type_name(reader.kind)->default_str(reader.initial);
  parser_->adopt(option, name);
}

std::optional<EarlyExit> Options::parse(int argc, const char* const* argv) {
  constexpr int kWrongUsage = 2;
  try {
    parser_->app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    return EarlyExit{.text = parser_->app.help()};
  } catch (const CLI::CallForVersion&) {
    return EarlyExit{.text = parser_->app.version() + "\n"};
  } catch (const CLI::ParseError& error) {
    return EarlyExit{
        .code = kWrongUsage,
        .text = parser_->program + ": " + error.what() + "\nTry " + parser_->program + " --help\n"};
  }
}

}  // namespace herald::runtime
