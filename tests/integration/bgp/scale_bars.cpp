// The bars of BGP, before real routers: how long until the last route is there, in how many messages and
// bytes, and what it costs to hold them. FRR announcing the same from network statements is measured beside.
// Exits with 1 when a bar is missed, with 77 where the routers cannot be had.
#include "core/bgp/as_path.h"
#include "core/bgp/attribute_writer.h"
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/bgp/frr.h"
#include "tests/integration/bgp/router.h"
#include "tests/integration/bgp/speaker.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/privileges.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace herald::interop {
namespace {

namespace order = speaker::bgp_order;
using std::chrono::steady_clock;

bool all_met = true;

void bar(bool met, const std::string& what, double figure, const char* unit, const char* bound) {
  all_met = all_met && met;
  std::printf("%-8s %-62s %11.1f %s (bar: %s)\n", met ? "met" : "NOT MET", what.c_str(), figure, unit, bound);
  std::fflush(stdout);
}

void note(const std::string& what, double figure, const char* unit) {
  std::printf("%-8s %-62s %11.1f %s\n", "", what.c_str(), figure, unit);
  std::fflush(stdout);
}

// Nothing that follows would mean anything.
void wait_for(const std::function<bool()>& holds, const std::string& what) {
  if (eventually(holds, std::chrono::minutes(5), std::chrono::milliseconds(2))) return;
  std::printf("%-8s %s\n", "NOT MET", what.c_str());
  std::exit(1);
}

double milliseconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

// Megabytes that a process keeps in memory.
double resident(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// 20.0.0.0/32 and those behind it.
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

// A node and a router, and the cable between them; further routers have cables of their own.
struct Cable {
  Cable(const netns::NetworkNamespace& node, std::size_t number) : subnet("10.0." + std::to_string(number)) {
    const std::string name = "eth" + std::to_string(number);
    netns::NetworkNamespace::connect({node, name}, {router, "eth0"});
    node.ip("addr add " + subnet + ".2/24 dev " + name);
    router.ip("addr add " + subnet + ".1/24 dev eth0");
  }
  [[nodiscard]] RouterSettings settings() const { return {.peer = subnet + ".2", .local = subnet + ".1"}; }

  std::string subnet;
  netns::NetworkNamespace router;
};

std::uint64_t updates_sent(const Speaker& speaker) {
  return speaker.peer().session.sent[static_cast<std::size_t>(bgp::MessageType::update)];
}

// What left the node, in bytes of Ethernet.
std::uint64_t bytes_sent(const netns::NetworkNamespace& node) {
  std::uint64_t bytes = 0;
  node.run([&] {
    std::ifstream table("/proc/thread-self/net/dev");
    for (std::string line; std::getline(table, line);) {
      if (line.find("eth0:") == std::string::npos) continue;
      std::istringstream fields(line.substr(line.find(':') + 1));
      for (int column = 0; column < 9; ++column)
        fields >> bytes;
    }
  });
  return bytes;
}

// Nobody can do with fewer: whole messages of nothing but /32, behind the attributes that these routes have.
std::size_t fewest_messages(std::size_t count, std::size_t largest) {
  bgp::PathAttributes attributes;
  bgp::prepend(attributes.as_path, bgp::Asn(65001), 1);
  attributes.next_hop.address = net::IpAddress::parse("10.0.0.2").value();
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  bgp::append_attributes(out, attributes, {});
  const std::size_t in_one = (largest - bgp::kHeaderSize - 4 - bytes.size()) / 5;
  return (count + in_one - 1) / in_one;
}

// From the order to the router's last route, and back again.
void measure_announcing(Make make, std::size_t count) {
  const netns::NetworkNamespace node;
  const Cable cable(node, 0);
  const auto router = start_router(make, cable.router, cable.settings());
  Speaker speaker(node);
  speaker.order({peer("router", "10.0.0.1"), order::Complete{}});
  wait_for([&] { return speaker.established() && router->established(); }, "no session");
  wait_for([&] { return updates_sent(speaker) >= 1; }, "no End-of-RIB");
  const std::string of = name_of(make) + ", " + std::to_string(count) + " routes: ";

  const std::uint64_t messages_before = updates_sent(speaker);
  const std::uint64_t bytes_before = bytes_sent(node);
  const auto start = steady_clock::now();
  speaker.order(routes(count, {"router"}));
  wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, of + "the last one never came");
  note(of + "until the router has the last", milliseconds_since(start), "ms");
  const auto messages = static_cast<double>(updates_sent(speaker) - messages_before);
  const std::size_t largest = speaker.peer().agreed->dialect.largest_sent;
  const auto fewest = static_cast<double>(fewest_messages(count, largest));
  bar(messages <= fewest * 1.05, of + "messages of up to " + std::to_string(largest) + " bytes", messages, "",
      ("at most 105 % of " + std::to_string(static_cast<int>(fewest))).c_str());
  note(of + "bytes on the wire", static_cast<double>(bytes_sent(node) - bytes_before), "");

  const std::uint64_t settled = updates_sent(speaker);
  speaker.order(routes(count + 1, {"router"}));  // all of them again, and one more
  wait_for([&] { return router->route_count(net::Family::ipv4) == count + 1; }, of + "one more never came");
  const auto for_one = static_cast<double>(updates_sent(speaker) - settled);
  bar(for_one <= 1, of + "messages for one more", for_one, "", "1");
}

// The session comes up with everything wanted already, for Herald and for FRR.
struct Initial {
  double milliseconds = 0;
  double messages = 0;
  double megabytes = 0;
};

Initial herald_from_nothing(std::size_t count) {
  const netns::NetworkNamespace node;
  const Cable cable(node, 0);
  Speaker speaker(node);
  speaker.order({peer("router", "10.0.0.1")});
  speaker.order(routes(count, {"router"}));
  speaker.order({order::Complete{}});
  wait_for([&] { return speaker.peer().wanted[0] == count; }, "Herald never wanted its routes");
  const auto router = start_router(Make::frr, cable.router, cable.settings());
  wait_for([&] { return router->established(); }, "Herald never reached the router");
  const auto start = steady_clock::now();
  wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, "Herald's last never came");
  return {milliseconds_since(start), static_cast<double>(updates_sent(speaker)), resident(::getpid())};
}

Initial frr_from_nothing(std::size_t count) {
  const netns::NetworkNamespace node;
  const Cable cable(node, 0);
  RouterSettings announcing{.local_as = 65001, .peer_as = 65000, .peer = "10.0.0.1", .local = "10.0.0.2"};
  for (std::size_t i = 0; i < count; ++i)
    announcing.networks.push_back(host(i).to_string());
  Frr announcer(node, announcing);
  const std::string last = "show bgp ipv4 unicast " + host(count - 1).to_string() + " json";
  wait_for([&] { return announcer.ask("bgpd", last).find("valid") != std::string::npos; },
           "FRR never read its configuration");
  const auto router = start_router(Make::frr, cable.router, cable.settings());
  wait_for([&] { return router->established(); }, "FRR never reached the router");
  const auto start = steady_clock::now();
  wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, "FRR's last never came");
  return {milliseconds_since(start), static_cast<double>(announcer.updates_sent()),
          resident(announcer.bgpd())};
}

void compare(std::size_t count) {
  const Initial herald = herald_from_nothing(count);
  const Initial frr = frr_from_nothing(count);
  const std::string of = std::to_string(count) + " routes from the first session on: ";
  const auto show = [&](const char* who, const Initial& seen) {
    note(of + who, seen.milliseconds, "ms");
    note(of + who, seen.messages, "messages");
    note(of + who, seen.megabytes, "MB resident (Herald's with this whole test in it)");
  };
  show("Herald", herald);
  show("FRR", frr);
  bar(herald.messages <= frr.messages * 1.05, of + "messages", herald.messages, "", "no more than FRR");
}

// What the design promises: 20 MB with 10,000 routes and 4 peers.
void measure_memory(std::size_t count, std::size_t peers) {
  const netns::NetworkNamespace node;
  std::vector<std::unique_ptr<Cable>> cables;
  std::vector<std::unique_ptr<Router>> routers;
  std::vector<std::string> names;
  Speaker speaker(node);
  for (std::size_t i = 0; i < peers; ++i) {
    cables.push_back(std::make_unique<Cable>(node, i));
    routers.push_back(start_router(Make::bird, cables.back()->router, cables.back()->settings()));
    names.push_back("router-" + std::to_string(i));
    speaker.order({peer(names.back(), cables.back()->subnet + ".1")});
  }
  speaker.order({order::Complete{}});
  speaker.order(routes(count, names));
  for (const auto& router : routers)
    wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, "a router lacks routes");
  bar(resident(::getpid()) <= 20, std::to_string(count) + " routes to " + std::to_string(peers) + " peers",
      resident(::getpid()), "MB resident", "20");
}

}  // namespace
}  // namespace herald::interop

int main() {
  using namespace herald::interop;  // NOLINT(google-build-using-namespace): this program is of it
  if (const auto why = herald::netns::obtain_privileges()) {
    std::printf("skipped: %s\n", why->c_str());
    return 77;
  }
  for (const Make make : {Make::frr, Make::bird}) {
    if (const auto why = missing(make)) {
      std::printf("skipped: %s\n", why->c_str());
      return 77;
    }
  }
  measure_memory(10'000, 4);
  for (const std::size_t count : {1UL, 10'000UL, 100'000UL}) {
    measure_announcing(Make::frr, count);
    measure_announcing(Make::bird, count);
  }
  compare(10'000);
  compare(100'000);
  return all_met ? 0 : 1;
}
