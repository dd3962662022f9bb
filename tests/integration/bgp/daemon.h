// A long-running program in a network namespace of a test, and a folder for its files. Neither outlives the
// test, however that ends.
#pragma once

#include "tests/integration/netns/network_namespace.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace herald::interop {

class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  // For daemons that drop root: everything in here becomes theirs.
  void give_to(const std::string& user) const;

 private:
  std::string path_;
};

class Daemon {
 public:
  // Both its streams are added to the file `log`.
  Daemon(const netns::NetworkNamespace& where, const std::vector<std::string>& command,
         const std::string& log);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();  // SIGTERM, and SIGKILL when that takes too long

  [[nodiscard]] pid_t pid() const { return child_; }
  void kill();  // SIGKILL, at once

 private:
  void end(int signal);

  pid_t child_ = -1;
};

}  // namespace herald::interop
