// The way to an API server that is not ours to crash, with a gate in it: a proxy (CONNECT) for the daemons
// of a test. Shut, it is to them as if the server had died; kubectl goes another way and sees nothing of it.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace herald::controller {

class Gate {
 public:
  Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate();

  [[nodiscard]] std::string url() const;  // for proxy-url
  // Every connection breaks, and new ones are refused.
  void shut();
  // At the same address.
  void open();

 private:
  void accept(int listener);
  void carry(int client);
  void keep(int socket);
  void drop(int socket);

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> open_ = false;
  std::mutex mutex_;
  std::set<int> sockets_;           // of connections under way
  std::list<std::thread> threads_;  // one that accepts, and one for each connection
};

}  // namespace herald::controller
