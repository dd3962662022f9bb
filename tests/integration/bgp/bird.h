// BIRD (Debian's 2.0) as the other side.
#pragma once

#include "tests/integration/bgp/daemon.h"
#include "tests/integration/bgp/router.h"

#include <memory>
#include <string>

namespace herald::interop {

class Bird final : public Router {
 public:
  Bird(const netns::NetworkNamespace& where, const RouterSettings& settings);

  [[nodiscard]] bool established() override;
  [[nodiscard]] std::optional<HeldRoute> route(const net::Cidr& prefix) override;
  [[nodiscard]] std::size_t route_count(net::Family family) override;
  [[nodiscard]] bool waits_for_restart() override;
  [[nodiscard]] bool bfd_up() override;
  [[nodiscard]] BfdTimes bfd_times() override;
  void ask_for_refresh() override;
  void shut_down(const std::string& words) override;
  void set_password(const std::string& password) override;
  [[nodiscard]] std::string last_error() override;
  void crash() override;
  [[nodiscard]] std::string describe() override;

  // What birdc would show, without the numbers in front of the lines.
  [[nodiscard]] std::string ask(const std::string& question) const;

 private:
  RouterSettings settings_;
  Folder folder_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace herald::interop
