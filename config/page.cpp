#include "config/page.h"

#include "config/redact.h"
#include "config/render.h"

namespace herald::config {

std::string page(const Config* config, std::string_view name, Standing standing) {
  std::string text = "# " + std::string(name);
  if (standing == Standing::outdated) text += ", in an older version: the present one is bad or missing";
  text += "\n";
  if (config == nullptr) return text + "# no valid configuration has been seen\n";
  return text + render(redacted(*config));
}

}  // namespace herald::config
