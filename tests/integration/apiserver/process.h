// Programs run as people run them: started, read line by line, ended, with an environment of their own.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace herald::apiserver {

using Environment = std::map<std::string, std::string>;

// What execve wants; valid as long as `texts` is.
[[nodiscard]] std::vector<char*> pointers_to(std::vector<std::string>& texts);
// "NAME=value" of each.
[[nodiscard]] std::vector<std::string> settings_of(const Environment& environment);

// A child of this test. It does not outlive the object.
class Process {
 public:
  Process(const std::vector<std::string>& command, const Environment& environment);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  // The next line of its standard output; nothing at its end, or when `limit` has passed without one.
  [[nodiscard]] std::optional<std::string> line(std::chrono::milliseconds limit = std::chrono::seconds(30));
  // The first line that contains `text`; nothing at the end of the output, or when `limit` has passed,
  // whatever else was said meanwhile.
  [[nodiscard]] std::optional<std::string> line_with(const std::string& text,
                                                     std::chrono::seconds limit = std::chrono::seconds(60));

  [[nodiscard]] pid_t id() const { return child_; }
  void signal(int number) const;
  // Its exit code; 128 and the signal when one ended it.
  int wait();

 private:
  pid_t child_ = -1;
  int out_ = -1;
  std::string buffer_;
};

struct Finished {
  int code = 0;
  std::string out;  // both streams, as on a terminal
};

[[nodiscard]] Finished run(const std::vector<std::string>& command, const Environment& environment);

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }
  // Writes a file into it and returns its path.
  [[nodiscard]] std::string file(const std::string& name, const std::string& text,
                                 bool executable = false) const;

 private:
  std::string path_;
};

}  // namespace herald::apiserver
