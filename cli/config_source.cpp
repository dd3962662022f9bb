#include "cli/config_source.h"

namespace herald::cli {
namespace {

// The n-th line, from 1, without its end; empty beyond the last.
std::string_view line_of(std::string_view text, int number) {
  for (int skipped = 1; skipped < number && !text.empty(); ++skipped) {
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

config::Diagnostic at_manifest(const Manifest& manifest, std::string path, std::string message) {
  return {.severity = config::Severity::error,
          .line = manifest.line,
          .column = 1,
          .path = std::move(path),
          .message = std::move(message)};
}

}  // namespace

config::Diagnostic ConfigSource::in_file(config::Diagnostic diagnostic) const {
  if (scalar == nullptr) {
    diagnostic.line += manifest->first_line;
    return diagnostic;
  }
  // A literal block ("config: |") shows its lines below its header as they are, but indented.
  const std::string_view inner = line_of(text, diagnostic.line);
  const int line_in_document = scalar->at.line + diagnostic.line;
  const std::string_view outer = line_of(manifest->text, line_in_document);
  if (diagnostic.line > 0 && outer.ends_with(inner) && outer.size() > inner.size()) {
    diagnostic.line = line_in_document + manifest->first_line;
    diagnostic.column += static_cast<int>(outer.size() - inner.size());
    return diagnostic;
  }
  diagnostic.message += " (line " + std::to_string(diagnostic.line) + ", column " +
                        std::to_string(diagnostic.column) + " of the text)";
  diagnostic.line = scalar->at.line + manifest->first_line;
  diagnostic.column = scalar->at.column;
  return diagnostic;
}

Result<std::optional<ConfigSource>, config::Diagnostic> config_source(const Manifest& manifest) {
  if (manifest.kind.empty()) {
    return ConfigSource{.text = std::string(manifest.text), .manifest = &manifest, .scalar = nullptr};
  }
  if (manifest.kind != "ConfigMap") return std::nullopt;
  const config::RawNode* text = member(manifest.node, {"data", kConfigKey});
  if (text == nullptr) {
    return fail(at_manifest(manifest, "data",
                            "the ConfigMap has no key \"" + std::string(kConfigKey) +
                                "\"; put the configuration under data." + std::string(kConfigKey)));
  }
  if (text->kind != config::RawKind::scalar) {
    return fail(at_manifest(manifest, "data." + std::string(kConfigKey),
                            "a ConfigMap holds texts; write \"" + std::string(kConfigKey) +
                                ": |\" and indent the configuration below it"));
  }
  return ConfigSource{.text = text->text, .manifest = &manifest, .scalar = text};
}

}  // namespace herald::cli
