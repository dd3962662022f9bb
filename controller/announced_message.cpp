#include "controller/announced_message.h"

#include "core/model/reason.h"

#include <algorithm>
#include <iterator>

namespace herald::controller {
namespace {

constexpr std::string_view kFrom = " from ";

}  // namespace

std::string announced_from(net::IpAddress address, std::string_view node) {
  return address.to_string().append(kFrom).append(node);
}

std::string announced_from_nowhere(net::IpAddress address, std::string_view why) {
  return announced_from(address, "nowhere: ").append(why);
}

bool was_announced(const model::Condition& announced, net::IpAddress address) {
  const bool tells = announced.is_true || announced.reason == name(model::Reason::address_lost_on_lan);
  if (!tells) return false;
  // "110.0.0.1 from" does not speak of 10.0.0.1.
  const std::string mark = announced_from(address, {});
  return announced.message.starts_with(mark) || announced.message.find(", " + mark) != std::string::npos;
}

std::vector<net::IpAddress> announced_before(const model::Service& service) {
  std::vector<net::IpAddress> addresses;
  if (!service.announced) return addresses;
  std::ranges::copy_if(service.ingress, std::back_inserter(addresses),
                       [&](net::IpAddress address) { return was_announced(*service.announced, address); });
  return addresses;
}

}  // namespace herald::controller
