// The walls of a lab. One process, the holder, is the first of a process namespace and keeps a mount
// namespace in which the network namespaces have names. Whatever ends the holder ends every process of the
// lab with it, and with them the namespaces and all interfaces, routes and mounts in them: nothing has to be
// cleaned up, however the lab ended. Needs root, or a kernel that gives user namespaces to everybody.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace herald::lab {

// The lab ends when this does without having let go, and so with the process that has it, however that ends:
// a lab that never came to stand leaves nothing.
class Lifeline {
 public:
  explicit Lifeline(int end) : end_(end) {}
  Lifeline(Lifeline&& other) noexcept : end_(std::exchange(other.end_, -1)) {}
  Lifeline& operator=(Lifeline&&) = delete;
  Lifeline(const Lifeline&) = delete;
  Lifeline& operator=(const Lifeline&) = delete;
  ~Lifeline() { close(); }

  void let_go();  // from now on the lab stays until somebody ends it
  void close();   // in a child that is not to hold it too

 private:
  int end_;
};

struct Holder {
  ProcessId process;
  Lifeline lifeline;
};
[[nodiscard]] Result<Holder, std::string> start_holder(const LabDirectory& directory);

// SIGKILL, and waits until it is gone with everything in it.
void end_holder(const ProcessId& holder);

// Continues inside the lab as another process (with its process numbers and mounts, and the machine's
// network); the caller itself waits and exits with the other's exit code. Returns only inside, or when it is
// not possible.
[[nodiscard]] Result<void, std::string> enter(const ProcessId& holder);

// Inside: a network namespace with a name of its own.
[[nodiscard]] Result<void, std::string> make_network(const LabDirectory& directory, const std::string& place);

// Inside: values under /proc/sys, as that place has them. A kernel that does not know one has nothing to be
// set there.
using KernelValues = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Result<void, std::string> set_kernel_values(const LabDirectory& directory,
                                                          const std::string& place,
                                                          const KernelValues& values);

// Between fork and exec: moves the calling process into a place. `isolated` also gives it the place's name as
// its host name and a /sys that shows the place's interfaces. False leaves errno.
enum class Depth : std::uint8_t { network, isolated };
[[nodiscard]] bool move_into(const char* namespace_file, const char* place, Depth depth);

}  // namespace herald::lab
