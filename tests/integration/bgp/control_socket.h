// How a router is asked: the UNIX socket on which FRR's daemons and BIRD answer, without vtysh and birdc,
// which take a tenth of a second each to start.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace herald::interop {

class ControlSocket {
 public:
  explicit ControlSocket(const std::string& path);
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;
  ~ControlSocket();

  [[nodiscard]] bool open() const { return descriptor_ >= 0; }

  // Sends and reads until the answer is `complete`; nothing when the other side is gone first.
  using Complete = std::function<bool(std::string_view)>;
  [[nodiscard]] std::optional<std::string> ask(std::string_view question, const Complete& complete);

 private:
  int descriptor_ = -1;
};

}  // namespace herald::interop
