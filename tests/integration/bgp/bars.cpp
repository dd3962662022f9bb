#include "tests/integration/bgp/bars.h"

#include "tests/integration/bgp/eventually.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <unistd.h>

namespace herald::interop {
namespace {

namespace order = speaker::bgp_order;

bool every_bar_met = true;

}  // namespace

void bar(bool met, const std::string& what, double figure, const char* unit, const std::string& bound) {
  every_bar_met = every_bar_met && met;
  std::printf("%-8s %-66s %11.2f %s (bar: %s)\n", met ? "met" : "NOT MET", what.c_str(), figure, unit,
              bound.c_str());
  std::fflush(stdout);
}

void note(const std::string& what, double figure, const char* unit) {
  std::printf("%-8s %-66s %11.2f %s\n", "", what.c_str(), figure, unit);
  std::fflush(stdout);
}

bool all_met() {
  return every_bar_met;
}

void wait_for(const std::function<bool()>& holds, const std::string& what) {
  if (eventually(holds, std::chrono::minutes(5), std::chrono::milliseconds(2))) return;
  std::printf("%-8s %s\n", "NOT MET", what.c_str());
  std::exit(1);
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> figures) {
  const auto middle = figures.begin() + static_cast<std::ptrdiff_t>(figures.size() / 2);
  std::ranges::nth_element(figures, middle);
  return *middle;
}

double resident(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

net::Cidr host(std::size_t number) {
  return *net::Cidr::make(net::IpAddress::v4(0x14000000 + static_cast<std::uint32_t>(number)), 32);
}

order::PeerWanted peer(const std::string& name, const std::string& address) {
  order::PeerWanted wanted;
  wanted.name = name;
  wanted.session.local_as = bgp::Asn(65001);
  wanted.session.remote_as.number = bgp::Asn(65000);
  wanted.session.router_id = bgp::RouterId(0x0a000002);
  wanted.path.address = net::IpAddress::parse(address).value();
  return wanted;
}

order::Orders routes(std::size_t count, const std::vector<std::string>& peers) {
  auto offers = std::make_shared<order::Offers>();
  for (const std::string& name : peers)
    (*offers)[name] = {};
  order::Orders orders;
  orders.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    orders.emplace_back(order::RouteWanted{host(i), offers});
  return orders;
}

Cable::Cable(const netns::NetworkNamespace& node, std::size_t number)
    : subnet("10.0." + std::to_string(number)) {
  const std::string name = "eth" + std::to_string(number);
  netns::NetworkNamespace::connect({node, name}, {router, "eth0"});
  node.ip("addr add " + subnet + ".2/24 dev " + name);
  router.ip("addr add " + subnet + ".1/24 dev eth0");
}

}  // namespace herald::interop
