#include "lab/cluster/outer_kubeconfig.h"

#include <filesystem>

namespace herald::lab {

Result<void, std::string> write_outer_kubeconfig(const LabDirectory& directory, const std::string& said) {
  auto text = file_content(directory.inner_kubeconfig());
  if (!text) return fail(directory.inner_kubeconfig() + " is not there");
  const std::size_t from = text->find(kApiServer);
  if (from == std::string::npos) return fail(directory.inner_kubeconfig() + " names another server");
  const std::string address = said.substr(0, said.find('\n'));
  text->replace(from, kApiServer.size(), address);
  auto written = write_content(directory.kubeconfig(), *text);
  std::error_code ignored;
  std::filesystem::permissions(directory.kubeconfig(), std::filesystem::perms(0600), ignored);
  return written;
}

}  // namespace herald::lab
