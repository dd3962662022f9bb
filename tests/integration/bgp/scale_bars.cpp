// The bars of BGP, before real routers: how long until the last route is there, in how many messages and
// bytes, and what it costs to hold them. FRR announcing the same from network statements is measured beside.
// Exits with 1 when a bar is missed, with 77 where the routers cannot be had.
#include "core/bgp/as_path.h"
#include "core/bgp/attribute_writer.h"
#include "tests/integration/bgp/bars.h"
#include "tests/integration/bgp/frr.h"
#include "tests/integration/bgp/router.h"
#include "tests/integration/bgp/speaker.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/privileges.h"

#include <chrono>
#include <cstdio>
#include <fstream>
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

std::uint64_t updates_sent(const Speaker& speaker, const std::string& peer) {
  return speaker.peer(peer).session.sent[static_cast<std::size_t>(bgp::MessageType::update)];
}

// What left the node by all its cables, in bytes of Ethernet.
std::uint64_t bytes_sent(const netns::NetworkNamespace& node) {
  std::uint64_t bytes = 0;
  node.run([&] {
    std::ifstream table("/proc/thread-self/net/dev");
    for (std::string line; std::getline(table, line);) {
      if (line.find("eth") == std::string::npos) continue;
      std::istringstream fields(line.substr(line.find(':') + 1));
      std::uint64_t sent = 0;
      for (int column = 0; column < 9; ++column)
        fields >> sent;
      bytes += sent;
    }
  });
  return bytes;
}

// Nobody can do with fewer: whole messages of nothing but /32, behind the attributes that these routes have.
std::size_t fewest_messages(std::size_t count, std::size_t largest) {
  bgp::PathAttributes attributes;
  attributes.as_path.push_back({.asns = {bgp::Asn(65001)}});
  attributes.next_hop.address = net::IpAddress::parse("10.0.0.2").value();
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  bgp::append_attributes(out, attributes, {});
  const std::size_t in_one = (largest - bgp::kHeaderSize - 4 - bytes.size()) / 5;
  return (count + in_one - 1) / in_one;
}

// Several routers of one make, each at the end of a cable of its own, and a speaker that is up with all.
struct Fleet {
  Fleet(Make make, std::size_t size) : speaker(node) {
    for (std::size_t i = 0; i < size; ++i) {
      cables.push_back(std::make_unique<Cable>(node, i));
      RouterSettings settings = cables.back()->settings();
      settings.forwards = size == 1;  // a kernel for each of many tables would measure the machine
      routers.push_back(start_router(make, cables.back()->router, settings));
      names.push_back("router-" + std::to_string(i));
      speaker.order({peer(names.back(), cables.back()->subnet + ".1")});
    }
    speaker.order({order::Complete{}});
    for (std::size_t i = 0; i < size; ++i) {
      wait_for([&] { return updates_sent(speaker, names[i]) >= 1; }, "no End-of-RIB");
      wait_for([&] { return routers[i]->established(); }, "no session");
    }
  }

  void await(std::size_t count, const std::string& otherwise) const {
    for (const auto& router : routers)
      wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, otherwise);
  }
  [[nodiscard]] double updates() const {
    std::uint64_t all = 0;
    for (const std::string& name : names)
      all += updates_sent(speaker, name);
    return static_cast<double>(all);
  }

  netns::NetworkNamespace node;
  std::vector<std::unique_ptr<Cable>> cables;
  std::vector<std::unique_ptr<Router>> routers;
  std::vector<std::string> names;
  Speaker speaker;
};

// From the order to the last router's last route.
void measure_announcing(Make make, std::size_t count, std::size_t size) {
  Fleet fleet(make, size);
  const std::string of = name_of(make) + (size == 1 ? "" : " x " + std::to_string(size)) + ", " +
                         std::to_string(count) + " routes: ";
  const double messages_before = fleet.updates();
  const std::uint64_t bytes_before = bytes_sent(fleet.node);
  const auto start = steady_clock::now();
  fleet.speaker.order(routes(count, fleet.names));
  fleet.await(count, of + "the last one never came");
  note(of + "until the last router has the last", milliseconds_since(start), "ms");
  const double messages = (fleet.updates() - messages_before) / static_cast<double>(size);
  const std::size_t largest = fleet.speaker.peer().agreed->dialect.largest_sent;
  const auto fewest = static_cast<double>(fewest_messages(count, largest));
  bar(messages <= fewest * 1.05, of + "messages to each, of up to " + std::to_string(largest) + " bytes",
      messages, "", "at most 105 % of " + std::to_string(static_cast<int>(fewest)));
  note(of + "bytes on the wire to each",
       static_cast<double>(bytes_sent(fleet.node) - bytes_before) / static_cast<double>(size), "");
  note(of + "resident, with this whole program", resident(::getpid()), "MB");

  const double settled = fleet.updates();
  fleet.speaker.order(routes(count + 1, fleet.names));  // all of them again, and one more
  fleet.await(count + 1, of + "one more never came");
  const double for_one = (fleet.updates() - settled) / static_cast<double>(size);
  bar(for_one <= 1, of + "messages to each for one more", for_one, "", "1");
}

// The session comes up with everything wanted already, for Herald and for FRR. The clock starts when the
// announcer says that it is up: the router, once it has routes to read, answers no questions until it has
// read them.
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
  wait_for([&] { return speaker.established(); }, "Herald never reached the router");
  const auto start = steady_clock::now();
  wait_for([&] { return router->route_count(net::Family::ipv4) == count; }, "Herald's last never came");
  return {milliseconds_since(start), static_cast<double>(updates_sent(speaker, "router")),
          resident(::getpid())};
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
  wait_for([&] { return announcer.established(); }, "FRR never reached the router");
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
    note(of + who, seen.megabytes, "MB resident");
  };
  show("Herald (and this whole program)", herald);
  show("FRR", frr);
  bar(herald.messages <= frr.messages * 1.05, of + "messages", herald.messages, "", "no more than FRR");
  bar(herald.milliseconds < frr.milliseconds, of + "faster than FRR", herald.milliseconds, "ms",
      "less than FRR's " + std::to_string(static_cast<int>(frr.milliseconds)));
}

// What the design promises: 20 MB with 10,000 routes and 4 peers.
void measure_memory(std::size_t count, std::size_t size) {
  Fleet fleet(Make::bird, size);
  fleet.speaker.order(routes(count, fleet.names));
  fleet.await(count, "a router lacks routes");
  bar(resident(::getpid()) <= 20, std::to_string(count) + " routes to " + std::to_string(size) + " peers",
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
  for (const Make make : {Make::frr, Make::bird})
    measure_path_down(make);
  for (const std::size_t peers : {1UL, 16UL})
    measure_one_change(100'000, peers);
  for (const std::size_t count : {1UL, 10'000UL, 100'000UL}) {
    measure_announcing(Make::frr, count, 1);
    measure_announcing(Make::bird, count, 1);
    measure_announcing(Make::bird, count, 16);
  }
  compare(10'000);
  compare(100'000);
  return all_met() ? 0 : 1;
}
