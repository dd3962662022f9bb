// A configuration inside a file: the text of a ConfigMap's data key, or the file itself. Diagnostics of the
// text are moved to the line and column of the file, so that an editor or a CI annotation can jump there.
#pragma once

#include "cli/manifests.h"
#include "config/diagnostic.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::cli {

inline constexpr std::string_view kConfigKey = "config";  // the data key of the ConfigMap

struct ConfigSource {
  std::string text;
  const Manifest* manifest = nullptr;
  const config::RawNode* scalar = nullptr;  // null when the whole document is the configuration

  // A diagnostic of `text`, with its place in the file. Where the text does not stand in the file as it is (a
  // quoted or folded scalar), it points at the start of the scalar and says where inside the text it is.
  [[nodiscard]] config::Diagnostic in_file(config::Diagnostic diagnostic) const;
};

// Nothing for manifests of other kinds; a diagnostic for a ConfigMap without the key.
[[nodiscard]] Result<std::optional<ConfigSource>, config::Diagnostic> config_source(const Manifest& manifest);

}  // namespace herald::cli
