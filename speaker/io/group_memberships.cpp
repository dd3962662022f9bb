#include "speaker/io/group_memberships.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <span>
#include <sys/socket.h>

namespace herald::speaker::io {
namespace {

int set_membership(int socket, int option, std::uint32_t interface, net::IpAddress group) {
  ipv6_mreq request{};
  request.ipv6mr_interface = interface;
  std::ranges::copy(group.bytes(), request.ipv6mr_multiaddr.s6_addr);
  return ::setsockopt(socket, IPPROTO_IPV6, option, &request, sizeof(request)) == 0 ? 0 : errno;
}

bool is_full(int error) {
  return error == ENOMEM || error == ENOBUFS;
}

std::string name_of(std::uint32_t interface) {
  char name[IF_NAMESIZE] = {};
  if (::if_indextoname(interface, name) == nullptr) return "number " + std::to_string(interface);
  return name;
}

std::string explain(int error, std::uint32_t interface, net::IpAddress group) {
  std::string text = "interface " + name_of(interface) + " cannot listen to " + group.to_string() + ": " +
                     std::strerror(error);
  if (error == EINVAL || error == ENODEV || error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
    text += "; is IPv6 disabled on it (net.ipv6.conf.*.disable_ipv6)?";
  return text;
}

}  // namespace

Result<void, std::string> GroupMemberships::join(std::uint32_t interface, net::IpAddress group) {
  const Membership membership{interface, group};
  if (members_.contains(membership)) return {};
  const int error = try_join(membership);
  if (error == 0) return {};
  refused_.insert(membership);
  return fail(explain(error, interface, group));
}

void GroupMemberships::retry() {
  std::erase_if(refused_, [this](const Membership& membership) { return try_join(membership) == 0; });
}

// A socket more, where those that there are have no room; it is kept only if it helped.
int GroupMemberships::try_join(const Membership& membership) {
  const int error = try_sockets(membership);
  if (!is_full(error)) return error;
  Descriptor socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return errno;
  sockets_.push_back(std::move(socket));
  const int error_of_new = try_sockets(membership);
  if (error_of_new != 0) sockets_.pop_back();
  return error_of_new;
}

// The newest socket is the one that most likely has room, but what was left made room in others.
int GroupMemberships::try_sockets(const Membership& membership) {
  int error = ENOBUFS;
  for (std::size_t i = sockets_.size(); i-- > 0 && is_full(error);) {
    error = set_membership(sockets_[i].number(), IPV6_JOIN_GROUP, membership.first, membership.second);
    if (error == 0) members_[membership] = i;
  }
  return error;
}

void GroupMemberships::leave(std::uint32_t interface, net::IpAddress group) {
  refused_.erase({interface, group});
  const auto found = members_.find({interface, group});
  if (found == members_.end()) return;
  // Fails only when the interface is gone, and the membership with it.
  static_cast<void>(set_membership(sockets_[found->second].number(), IPV6_LEAVE_GROUP, interface, group));
  members_.erase(found);
}

void GroupMemberships::forget(std::uint32_t interface) {
  const auto first = members_.lower_bound({interface, net::IpAddress::lowest(net::Family::ipv4)});
  const auto last = members_.lower_bound({interface + 1, net::IpAddress::lowest(net::Family::ipv4)});
  for (auto member = first; member != last; ++member)
    static_cast<void>(
        set_membership(sockets_[member->second].number(), IPV6_LEAVE_GROUP, interface, member->first.second));
  members_.erase(first, last);
  std::erase_if(refused_,
                [interface](const Membership& membership) { return membership.first == interface; });
}

}  // namespace herald::speaker::io
