// Credential plugins, the `exec` of a kubeconfig: a program that says who we are (a token, a client
// certificate) and for how long. Run once, then again when that has expired or was refused. Only for programs
// that people run: it blocks, and may ask somebody at the terminal.
#pragma once

#include "core/base/result.h"
#include "kube/exec_credential.h"
#include "runtime/clock.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace herald::kube {

enum class Interaction : std::uint8_t { never, if_available, always };

struct ExecPlugin {
  std::vector<std::string> command;  // with its arguments
  std::map<std::string, std::string> environment;
  std::string install_hint;
  Interaction interaction = Interaction::if_available;
  ExecRequest request;
  std::chrono::milliseconds time = std::chrono::seconds(60);
};

class PluginCredentials {
 public:
  explicit PluginCredentials(ExecPlugin plugin) : plugin_(std::move(plugin)) {}

  // Runs the plugin when nothing is known, or what is known has expired. The error names the plugin and says
  // what to do.
  [[nodiscard]] Result<const ExecCredential*, std::string> get(runtime::WallTime now);
  // The server did not take it: the next get() asks anew.
  void distrust() { known_.reset(); }

 private:
  [[nodiscard]] Result<ExecCredential, std::string> run() const;

  ExecPlugin plugin_;
  std::optional<ExecCredential> known_;
};

}  // namespace herald::kube
