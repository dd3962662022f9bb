#include "tests/sim/program.h"

#include <algorithm>

namespace herald::sim {
namespace {

std::string_view take_first(std::vector<std::string_view>& rest) {
  const std::string_view first = rest.front();
  rest.erase(rest.begin());
  return first;
}

}  // namespace

bool take_number(std::vector<std::string_view>& rest, std::uint64_t& number) {
  if (rest.empty()) return false;
  const std::string digits(take_first(rest));
  number = std::strtoull(digits.c_str(), nullptr, 10);
  return !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Options> parse(std::vector<std::string_view> arguments, Options defaults, const Own& own) {
  Options options = defaults;
  while (!arguments.empty()) {
    const std::string_view argument = take_first(arguments);
    bool known = true;
    if (argument == "--trace") {
      options.trace = true;
    } else if (argument == "--hunt") {
      options.hunt = true;
    } else if (argument == "--twice") {
      options.twice = true;
    } else if (argument == "--seeds") {
      known = take_number(arguments, options.seeds);
    } else if (argument == "--seed") {
      known = take_number(arguments, options.seed);
    } else {
      known = own && own(argument, arguments);
    }
    if (!known) return std::nullopt;
  }
  return options;
}

void print_story(const RunRecord& record, std::size_t last) {
  const std::size_t size = record.trace.size();
  for (std::size_t i = size > last ? size - last : 0; i < size; ++i)
    std::printf("%s\n", record.trace[i].c_str());
}

void print_violation(std::string_view program, std::uint64_t seed, const Violation& violation) {
  std::printf("FAILED seed %llu: %s\n  %s\nto see it all: %.*s --seed %llu --trace\n",
              static_cast<unsigned long long>(seed), violation.law.c_str(), violation.what.c_str(),
              static_cast<int>(program.size()), program.data(), static_cast<unsigned long long>(seed));
}

}  // namespace herald::sim
