#include "config/yaml_advice.h"

#include "config/wording.h"

#include <algorithm>
#include <array>
#include <optional>

namespace herald::config {
namespace {

struct Advice {
  std::string_view said;  // the beginning of the library's message
  std::string_view meant;
};

constexpr std::string_view kIndentation =
    "this does not continue what stands above it; line it up with the key or list it belongs to, or quote "
    "the "
    "text if it has a \": \" or a quote in it";

constexpr std::array kAdvice = {
    Advice{"end of map not found", kIndentation},
    Advice{"end of sequence not found", kIndentation},
    Advice{"end of sequence flow not found", "a list in [ ] is not closed, or a comma is missing in it"},
    Advice{"end of map flow not found", "a map in { } is not closed, or a comma is missing in it"},
    Advice{"illegal flow end", "a ] or } without its opening partner, or of the wrong kind"},
    Advice{"illegal block entry",
           "a list entry (\"- \") cannot stand here; give it a line of its own below the key"},
    Advice{"illegal map value",
           "a \": \" cannot stand here; line the key up with its neighbours, end the line above, "
           "or quote the text"},
    Advice{"illegal map key", "a key cannot stand here; give it a line of its own"},
    Advice{"illegal tab", "a tab in the indentation; YAML wants spaces"},
    Advice{"illegal EOF in scalar", "a quoted text is never closed; add the closing quote"},
    Advice{"illegal document indicator",
           "a \"---\" or \"...\" inside a quoted text; is its closing quote missing?"},
    Advice{"unknown token", "a text cannot begin with this character; put the text in quotes"},
    Advice{"the referenced anchor is not defined",
           "this alias (*name) has no anchor (&name) above it; define one, or "
           "quote the text"},
    Advice{"cannot assign", "two anchors or tags on one value; keep one"},
    Advice{"unknown escape character",
           "an unknown escape after a backslash; write \\\\ for a backslash, or use single quotes"},
    Advice{"invalid unicode", "this escape is not a Unicode character; write the character itself"},
    Advice{"bad character found while scanning hex", "hexadecimal digits must follow \\x, \\u and \\U"},
    Advice{"bad file", "nested too deeply; no setting needs that"},
};

// Where the line that `position` is on begins.
std::size_t line_start(std::string_view text, int line) {
  std::size_t offset = 0;
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  return offset;
}

// The first tab in the indentation of the line.
std::optional<Position> tab_in_indentation(std::string_view text, int line) {
  const std::string_view rest = text.substr(std::min(text.size(), line_start(text, line)));
  const std::size_t indentation = rest.find_first_not_of(" \t");
  const std::size_t tab = rest.find('\t');
  if (tab == std::string_view::npos || indentation == std::string_view::npos || tab > indentation)
    return std::nullopt;
  return Position{line, static_cast<int>(tab) + 1};
}

// The quote that opens the first quoted text after `from`: the one that is never closed.
std::optional<Position> opening_quote(std::string_view text, Position from) {
  std::size_t offset = line_start(text, from.line) + static_cast<std::size_t>(from.column - 1);
  for (Position at = from; offset < text.size(); ++offset) {
    const bool token_begins =
        offset == 0 || std::string_view(" \t\n[{,:").find(text[offset - 1]) != std::string_view::npos;
    if (token_begins && (text[offset] == '"' || text[offset] == '\'')) return at;
    at = text[offset] == '\n' ? Position{at.line + 1, 1} : Position{at.line, at.column + 1};
  }
  return std::nullopt;
}

}  // namespace

YamlComplaint explain_yaml(const YamlComplaint& complaint, std::string_view text, Position read_so_far) {
  for (const int line : {complaint.at.line, complaint.at.line - 1}) {
    if (line < 1) continue;
    if (const auto tab = tab_in_indentation(text, line))
      return {*tab, "a tab in the indentation; YAML wants spaces"};
  }
  if (complaint.message.starts_with("illegal EOF")) {
    const auto quote = opening_quote(text, read_so_far);
    return {quote.value_or(complaint.at),
            "a quoted text that begins here is never closed; add the closing quote"};
  }
  const auto known = std::ranges::find_if(
      kAdvice, [&](const Advice& advice) { return complaint.message.starts_with(advice.said); });
  if (known == kAdvice.end()) return {complaint.at, "this is not YAML: " + complaint.message};
  return {complaint.at, std::string(known->meant)};
}

}  // namespace herald::config
