// FRR (Debian's 8.4) as the other side: zebra, bgpd and bfdd with files and sockets in a folder of their own.
#pragma once

#include "tests/integration/bgp/daemon.h"
#include "tests/integration/bgp/router.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace herald::interop {

class Frr final : public Router {
 public:
  Frr(const netns::NetworkNamespace& where, const RouterSettings& settings);

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

  // A question to one of its daemons ("bgpd"), and the answer; empty when it does not answer.
  [[nodiscard]] std::string ask(const std::string& daemon, const std::string& question) const;
  // UPDATEs to the neighbour, over all sessions.
  [[nodiscard]] std::size_t updates_sent() const;
  [[nodiscard]] pid_t bgpd() const { return daemons_.back()->pid(); }

 private:
  void start(const netns::NetworkNamespace& where, const std::string& daemon);
  [[nodiscard]] boost::json::value json(const std::string& question) const;
  [[nodiscard]] boost::json::value neighbor() const;
  [[nodiscard]] boost::json::value bfd_peer() const;
  void configure(const std::vector<std::string>& lines) const;

  RouterSettings settings_;
  Folder folder_;
  std::vector<std::unique_ptr<Daemon>> daemons_;
};

}  // namespace herald::interop
