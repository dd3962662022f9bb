#include "cli/live_connection.h"

#include "kube/credentials.h"
#include "runtime/build_info.h"

#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace herald::cli {
namespace {

bool is_file(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// Where kubectl would look. Of a list in $KUBECONFIG the first file that exists counts.
std::string kubeconfig_path(const ClusterChoice& choice) {
  if (!choice.kubeconfig.empty()) return choice.kubeconfig;
  std::string listed = kube::process_environment("KUBECONFIG").value_or("");
  while (!listed.empty()) {
    const std::string first = listed.substr(0, listed.find(':'));
    if (is_file(first) || first == listed) return first;
    listed.erase(0, first.size() + 1);
  }
  const std::string usual = kube::process_environment("HOME").value_or("") + "/.kube/config";
  return is_file(usual) ? usual : "";
}

}  // namespace

LiveConnection::LiveConnection()
    : sink_(STDERR_FILENO), logger_(sink_, clock_, runtime::LogFormat::human, runtime::LogLevel::error) {}

Result<void, std::string> LiveConnection::open(const ClusterChoice& choice) {
  auto access = kube::find_access(
      {.kubeconfig = kubeconfig_path(choice), .context = choice.context, .caller = kube::Caller::person},
      kube::process_environment);
  if (!access) return fail(std::move(access).error());
  auto endpoint = kube::ApiEndpoint::make(*std::move(access), clock_, logger_,
                                          {.user_agent = "heraldctl/" + std::string(runtime::version())});
  if (!endpoint) return fail(std::move(endpoint).error());
  endpoint_ = *std::move(endpoint);
  return {};
}

}  // namespace herald::cli
