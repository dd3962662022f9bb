#include "cli/validate.h"

#include "cli/config_source.h"
#include "cli/manifests.h"
#include "config/parse.h"

#include <algorithm>

namespace herald::cli {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string summary_of(const config::Config& config) {
  std::string text = counted(config.pools.size(), "pool", "pools");
  if (!config.peers.empty()) text += ", " + counted(config.peers.size(), "peer", "peers");
  if (!config.bfd_profiles.empty()) {
    text += ", " + counted(config.bfd_profiles.size(), "BFD profile", "BFD profiles");
  }
  return text;
}

void check(const ConfigSource& source, FileVerdict& verdict) {
  ++verdict.configurations;
  const auto parsed = config::parse(source.text);
  const config::Diagnostics& found = parsed ? parsed->warnings : parsed.error();
  for (const config::Diagnostic& diagnostic : found)
    verdict.diagnostics.push_back(source.in_file(diagnostic));
  if (parsed) verdict.summary = summary_of(parsed->config);
}

}  // namespace

bool FileVerdict::valid() const {
  return std::ranges::none_of(
      diagnostics, [](const auto& diagnostic) { return diagnostic.severity == config::Severity::error; });
}

FileVerdict validate(const InputFile& input) {
  FileVerdict verdict{.file = input.name, .configurations = 0, .diagnostics = {}, .summary = {}};
  const Manifests manifests(input.text);
  verdict.diagnostics = manifests.errors();
  for (const Manifest& manifest : manifests.all()) {
    const auto source = config_source(manifest);
    if (!source) {
      verdict.diagnostics.push_back(source.error());
    } else if (*source) {
      check(**source, verdict);
    }
  }
  if (verdict.configurations == 0 && verdict.diagnostics.empty()) {
    verdict.diagnostics.push_back({.severity = config::Severity::error,
                                   .line = 0,
                                   .column = 0,
                                   .path = {},
                                   .message = "no configuration in it: neither a ConfigMap with the key \"" +
                                              std::string(kConfigKey) + "\" nor a configuration text"});
  }
  return verdict;
}

}  // namespace herald::cli
