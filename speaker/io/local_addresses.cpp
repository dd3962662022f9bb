#include "speaker/io/local_addresses.h"

#include "speaker/io/bgp_socket.h"

#include <cstring>
#include <fstream>
#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <map>
#include <netinet/in.h>
#include <sstream>
#include <string>
#include <sys/socket.h>

namespace herald::speaker::io {
namespace {

class Interfaces {
 public:
  Interfaces() {
    if (::getifaddrs(&first_) != 0) first_ = nullptr;
  }
  Interfaces(const Interfaces&) = delete;
  Interfaces& operator=(const Interfaces&) = delete;
  ~Interfaces() { ::freeifaddrs(first_); }

  // Calls visit(name, address) for each.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const ifaddrs* entry = first_; entry != nullptr; entry = entry->ifa_next) {
      if (entry->ifa_addr == nullptr) continue;
      const int family = entry->ifa_addr->sa_family;
      if (family != AF_INET && family != AF_INET6) continue;
      sockaddr_storage storage{};
      std::memcpy(&storage, entry->ifa_addr, family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
      visit(std::string(entry->ifa_name), from_system(storage).address);
    }
  }

 private:
  ifaddrs* first_ = nullptr;
};

// getifaddrs() does not tell how long an address will last. One line for each:
// "fd000000000000000000000000000002 02 40 00 80 eth0", the last number being its flags.
std::map<net::IpAddress, unsigned> ipv6_flags() {
  std::map<net::IpAddress, unsigned> flags;
  std::ifstream file("/proc/thread-self/net/if_inet6");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string address;
    std::string skipped;
    std::string flag;
    if (!(fields >> address >> skipped >> skipped >> skipped >> flag) || address.size() != 32) continue;
    net::U128 value = 0;
    for (const char digit : address)
      value = value << 4 | static_cast<unsigned>(std::stoi(std::string(1, digit), nullptr, 16));
    flags[net::IpAddress::v6(value)] = static_cast<unsigned>(std::stoul(flag, nullptr, 16));
  }
  return flags;
}

// Less is better.
int passing(unsigned flags) {
  if ((flags & (IFA_F_TENTATIVE | IFA_F_DEPRECATED | IFA_F_DADFAILED)) != 0) return 3;
  if ((flags & IFA_F_TEMPORARY) != 0) return 2;
  return (flags & IFA_F_PERMANENT) != 0 ? 0 : 1;
}

using Flags = std::map<net::IpAddress, unsigned>;

class Choice {
 public:
  explicit Choice(const Flags& flags) : flags_(flags) {}

  void offer(net::IpAddress address) {
    if (address.is_loopback()) return;
    if (address.is_v4()) return take(address, 0, local.ipv4, v4_rank_);
    const auto flags = flags_.find(address);
    const int rank = flags == flags_.end() ? 1 : passing(flags->second);
    if (address.is_link_local())
      take(address, rank, local.link_local, link_local_rank_);
    else
      take(address, rank, local.ipv6, v6_rank_);
  }

  bgp::LocalAddresses local;

 private:
  // Of equals the first: of IPv4 addresses that is the primary one.
  static void take(net::IpAddress address, int rank, std::optional<net::IpAddress>& place, int& best) {
    if (place && rank >= best) return;
    place = address;
    best = rank;
  }

  const Flags& flags_;
  int v4_rank_ = 0;
  int v6_rank_ = 0;
  int link_local_rank_ = 0;
};

bgp::LocalAddresses choose(int socket, const Interfaces& all, const Flags& flags) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  const Endpoint own = from_system(storage);
  std::string link;
  all.for_each([&](const std::string& name, net::IpAddress address) {
    if (link.empty() && address == own.address && (own.interface.empty() || own.interface == name))
      link = name;
  });
  Choice choice(flags);
  choice.local.session = own.address;
  all.for_each([&](const std::string& name, net::IpAddress address) {
    if (name == link) choice.offer(address);
  });
  return choice.local;
}

}  // namespace

bgp::LocalAddresses local_addresses(int socket) {
  return choose(socket, Interfaces(), ipv6_flags());
}

std::vector<bgp::LocalAddresses> local_addresses(const std::vector<int>& sockets) {
  const Interfaces all;
  const Flags flags = ipv6_flags();
  std::vector<bgp::LocalAddresses> chosen;
  chosen.reserve(sockets.size());
  for (const int socket : sockets)
    chosen.push_back(choose(socket, all, flags));
  return chosen;
}

}  // namespace herald::speaker::io
