#include "config/parse.h"

#include "config/parse_yaml.h"
#include "config/render.h"
#include "config/report.h"
#include "config/text_check.h"
#include "config/validate.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace herald::config {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return out;
}

bool begins_character(char c) {
  return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80;
}

// Readers of YAML count bytes, editors count characters. What is found at the end of the text belongs to its
// last line.
Diagnostics as_editors_count(Diagnostics diagnostics, std::string_view text) {
  const auto lines = lines_of(text);
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.line == 0 || lines.empty()) continue;
    if (static_cast<std::size_t>(diagnostic.line) > lines.size()) {
      diagnostic.line = static_cast<int>(lines.size());
      diagnostic.column = static_cast<int>(lines.back().size()) + 1;
    }
    const std::string_view line = lines[static_cast<std::size_t>(diagnostic.line) - 1];
    const std::string_view before = line.substr(0, static_cast<std::size_t>(diagnostic.column) - 1);
    diagnostic.column = 1 + static_cast<int>(std::ranges::count_if(before, begins_character));
  }
  return diagnostics;
}

// Aliases and terse styles let a text stand for far more than it holds. Written out in full, a configuration
// must still be one that can be read, or what is shown to people could not be given back.
void check_written_out(const Config& config, const Limits& limits, Report& report) {
  const std::string text = render(config);
  Report of_text;
  check_text(text, limits, of_text);
  if (!of_text.has_errors()) return;
  report.error({}, "written out in full, this has " + std::to_string(text.size()) +
                       " bytes, and what is longer than " + std::to_string(limits.text_bytes) +
                       " cannot be read; write ranges in place of single addresses");
}

// Whether writing out can matter: block style and quotes make a text a few times as long at most.
bool may_grow_too_large(std::string_view text, const RawDocument& document, const Limits& limits) {
  const bool has_aliases = document.root() != nullptr && document.root()->weight > document.size();
  return has_aliases || text.size() > limits.text_bytes / 16;
}

}  // namespace

Result<Parsed, Diagnostics> parse(std::string_view text) {
  const Limits limits;
  Report report;
  const std::string_view body = without_byte_order_mark(text);
  const auto failed = [&] { return fail(as_editors_count(report.errors(), body)); };
  check_text(body, limits, report);
  if (report.has_errors()) return failed();
  const auto document = parse_yaml(body, limits, report);
  if (!document) return failed();
  Config config = validate(*document, report);
  if (!report.has_errors() && may_grow_too_large(body, *document, limits))
    check_written_out(config, limits, report);
  if (report.has_errors()) return failed();
  return Parsed{std::move(config), as_editors_count(report.warnings(), body)};
}

}  // namespace herald::config
