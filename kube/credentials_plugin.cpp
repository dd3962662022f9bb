#include "kube/credentials_plugin.h"

#include "kube/credentials_file.h"
#include "runtime/run_program.h"

#include <unistd.h>
#include <utility>

namespace herald::kube {

Result<const ExecCredential*, std::string> PluginCredentials::get(runtime::WallTime now) {
  const bool valid = known_ && (!known_->expires || *known_->expires > runtime::unix_seconds(now));
  if (valid) return &*known_;
  auto credential = run();
  if (!credential) {
    std::string why = "credential plugin \"" + plugin_.command.front() + "\": " + credential.error();
    if (!plugin_.install_hint.empty()) why += "\n" + plugin_.install_hint;
    return fail(std::move(why));
  }
  known_ = *std::move(credential);
  return &*known_;
}

Result<ExecCredential, std::string> PluginCredentials::run() const {
  const bool terminal = plugin_.interaction != Interaction::never && ::isatty(STDIN_FILENO) != 0;
  if (plugin_.interaction == Interaction::always && !terminal)
    return fail(std::string("it has to ask somebody (interactiveMode: Always), and this is no terminal"));
  ExecRequest request = plugin_.request;
  request.interactive = terminal;
  runtime::ProgramCall call{.command = plugin_.command,
                            .environment = plugin_.environment,
                            .terminal = terminal,
                            .time = plugin_.time};
  call.environment["KUBERNETES_EXEC_INFO"] = encode_exec_request(request);
  const auto end = runtime::run_program(call);
  if (!end) return fail("it cannot be run: " + end.error());
  if (end->code != 0) return fail("it ended with code " + std::to_string(end->code));
  Scratch scratch;
  auto credential = decode_exec_credential(end->output, scratch);
  if (!credential) return fail("what it wrote is no credential: " + to_string(credential.error()));
  if (credential->api_version != request.api_version) {
    return fail("it answers as \"" + credential->api_version + "\", but the kubeconfig says \"" +
                request.api_version + "\"");
  }
  if (credential->token.empty()) return *std::move(credential);
  auto token = clean_token(credential->token);
  if (!token) return fail(std::move(token).error());
  credential->token = *std::move(token);
  return *std::move(credential);
}

}  // namespace herald::kube
