// The folder of a lab: where its namespaces, process numbers, logs and credentials are found by whoever comes
// later. Knows paths, and how to read and write the one file that describes the lab.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/layout.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace herald::lab {

// A process that is the same one later: numbers come back, a number with its start time does not.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t started = 0;  // in clock ticks since boot, as /proc says
};
[[nodiscard]] std::optional<ProcessId> identify(pid_t pid);
[[nodiscard]] bool is_running(const ProcessId& process);

class LabDirectory {
 public:
  explicit LabDirectory(std::string path) : path_(std::move(path)) {}

  // ${XDG_RUNTIME_DIR:-/tmp}/herald-lab-UID/NAME
  [[nodiscard]] static std::string usual_path(const std::string& name);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  [[nodiscard]] std::string namespaces() const { return file("ns"); }
  [[nodiscard]] std::string namespace_of(std::string_view place) const;
  [[nodiscard]] std::string log_of(std::string_view process) const;  // "node-1.speaker"
  [[nodiscard]] std::string pid_file_of(std::string_view process) const;
  [[nodiscard]] std::string kubeconfig() const { return file("kubeconfig"); }  // for the machine
  [[nodiscard]] std::string inner_kubeconfig() const { return file("control/kubeconfig"); }  // inside the lab

  [[nodiscard]] Result<void, std::string> make() const;
  // All of it but, when asked, the logs.
  void remove(bool keep_logs) const;

  struct Description {
    ProcessId holder;  // as the machine counts processes
    Choices choices;
  };
  [[nodiscard]] Result<void, std::string> describe(const Description& description) const;
  [[nodiscard]] std::optional<Description> description() const;

  // Whether everything in it was started once. One that is still coming up belongs to who brings it up.
  [[nodiscard]] Result<void, std::string> note_that_it_stands() const;
  [[nodiscard]] bool stands() const;

 private:
  std::string path_;
};

[[nodiscard]] std::optional<std::string> file_content(const std::string& path);
[[nodiscard]] Result<void, std::string> write_content(const std::string& path, std::string_view content);

}  // namespace herald::lab
