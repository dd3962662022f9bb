// A network namespace that lives as long as this object: it has no name and no mount, only a descriptor, so
// nothing is left behind however the test ends. What runs "in" it runs in a thread of its own that has
// entered it; sockets and child processes made there stay in it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace herald::netns {

struct Finished {
  int code = 0;     // 128 and the signal when one ended it
  std::string out;  // both streams, as on a terminal
};

class NetworkNamespace {
 public:
  NetworkNamespace();  // loopback is up; IPv6 addresses are usable at once
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;
  ~NetworkNamespace();

  [[nodiscard]] static bool can_be_made();

  // Runs `work` inside, and returns when it has.
  void run(const std::function<void()>& work) const;

  // A program, to its end; `input` is all that it can read.
  [[nodiscard]] Finished command(const std::vector<std::string>& command,
                                 const std::string& input = {}) const;
  // `ip` of iproute2, which has to succeed: ip("link set eth0 up").
  void ip(const std::string& arguments) const;
  // One ip command a line, in one go.
  void ip_batch(const std::string& lines) const;
  // sysctl("net/ipv4/ip_forward", "1")
  void sysctl(const std::string& path, const std::string& value) const;

  // As a path, for programs that take the name of a namespace.
  [[nodiscard]] std::string path() const;

  // The two ends of a cable, up.
  struct End {
    const NetworkNamespace& where;
    std::string interface;
  };
  static void connect(const End& one, const End& other);

 private:
  int descriptor_ = -1;
};

}  // namespace herald::netns
