#include "lab/cluster/network.h"

#include "lab/cluster/command.h"
#include "lab/cluster/namespaces.h"

#include <algorithm>
#include <unistd.h>

namespace herald::lab {
namespace {

// A cluster's hosts forward, believe what comes over whichever interface, and take IPv6 addresses at once.
KernelValues kernel_values(const Place& place) {
  KernelValues values = {{"net/ipv4/conf/all/rp_filter", "0"},
                         {"net/ipv4/conf/default/rp_filter", "0"},
                         {"net/ipv4/conf/all/send_redirects", "0"},
                         {"net/ipv4/conf/default/send_redirects", "0"},
                         {"net/ipv6/conf/all/accept_dad", "0"},
                         {"net/ipv6/conf/default/accept_dad", "0"},
                         {"net/ipv6/conf/default/router_solicitations", "0"}};
  if (place.role == Role::node || place.role == Role::router) {
    values.insert(values.end(), {{"net/ipv4/ip_forward", "1"},
                                 {"net/ipv6/conf/all/forwarding", "1"},
                                 {"net/ipv6/ip_nonlocal_bind", "1"},  // pods, which IPv6 otherwise refuses
                                 {"net/ipv4/fib_multipath_hash_policy", "1"}});
  }
  // A bridge that asks packet filters of IP would not be a plain switch.
  if (place.role == Role::lan || place.role == Role::control) {
    values.insert(values.end(), {{"net/bridge/bridge-nf-call-iptables", "0"},
                                 {"net/bridge/bridge-nf-call-ip6tables", "0"},
                                 {"net/bridge/bridge-nf-call-arptables", "0"}});
  }
  return values;
}

// One end into the bridge of `lan` or `control`, the other into the place.
std::string cable_text(const LabDirectory& directory, const Place& place, const std::string& end,
                       const std::string& mac) {
  return "link add name " + place.name + " type veth peer name " + end +
         (mac.empty() ? "" : " address " + mac) + " netns " + directory.namespace_of(place.name) +
         "\nlink set " + place.name + " master br0 up\n";
}

std::string bridge_text(const std::string& address) {
  // Without spanning tree a port forwards at once; without snooping multicast reaches everybody, as on a
  // plain switch.
  return "link set lo up\nlink add name br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0\n"
         "link set br0 up\naddress add " +
         address + " dev br0\n";
}

// The switch of a LAN, with a port for each place on it.
std::string lan_text(const LabDirectory& directory, const Place& lan, const std::vector<Place>& places,
                     const Choices& choices) {
  const int number = lan.lans.front();
  std::string text = bridge_text(lan_address(lan) + "/24");
  if (choices.ipv6) text += "address add " + lan_address6(lan) + "/64 dev br0 nodad\n";
  for (const Place& place : places) {
    if (place.role != Role::lan && std::ranges::count(place.lans, number) != 0)
      text += cable_text(directory, place, interface_of(place, number), mac_of(place, number));
  }
  return text;
}

std::string control_text(const LabDirectory& directory, const std::vector<Place>& places) {
  std::string text = bridge_text(std::string(kControlAddress) + "/24");
  for (const Place& place : places) {
    if (place.role == Role::node) text += cable_text(directory, place, std::string(kManagementLink), "");
  }
  return text;
}

std::string interfaces_text(const Place& place, const Choices& choices) {
  std::string text = "link set lo up\n";
  for (const int lan : place.lans) {
    const std::string to = " dev " + interface_of(place, lan);
    text += "link set" + to + " up\n";
    text += "address add " + lan_address(place, lan) + "/24" + to + "\n";
    if (choices.ipv6) text += "address add " + lan_address6(place, lan) + "/64" + to + " nodad\n";
  }
  return text;
}

// To what is neither on a LAN of its own nor in a pod: the first router knows, else its LAN's own gateway
// answers for nobody.
const Place& gateway_of(const Place& place, const std::vector<Place>& places) {
  const int lan = place.lans.front();
  const auto is_gateway = [&](Role role) {
    return [role, lan](const Place& other) { return other.role == role && other.lans.front() == lan; };
  };
  const auto router = std::ranges::find_if(places, is_gateway(Role::router));
  const bool through_router = router != places.end() && place.role == Role::client;
  return through_router ? *router : *std::ranges::find_if(places, is_gateway(Role::lan));
}

std::string host_text(const Place& place, const std::vector<Place>& places, const Choices& choices) {
  std::string text = interfaces_text(place, choices);
  const Place& gateway = gateway_of(place, places);
  text += "route add default via " + lan_address(gateway) + "\n";
  if (choices.ipv6) text += "route add default via " + lan_address6(gateway) + "\n";
  if (place.role != Role::node) return text;
  text += "link set " + std::string(kManagementLink) + " up\naddress add " + management_address(place) +
          "/24 dev " + std::string(kManagementLink) + "\n";
  // Whatever address of its range a pod takes is the node's own.
  text += "route add local " + pod_range(place) + " dev lo\n";
  if (choices.ipv6) text += "route add local " + pod_range6(place) + " dev lo\n";
  for (const Place& other : places) {
    if (other.role != Role::node || other.name == place.name) continue;
    text += "route add " + pod_range(other) + " via " + lan_address(other) + "\n";
    if (choices.ipv6) text += "route add " + pod_range6(other) + " via " + lan_address6(other) + "\n";
  }
  return text;
}

Result<void, std::string> set_port(const LabDirectory& directory, const Port& port,
                                   const std::string& state) {
  const auto done =
      run({.words = {"bridge", "link", "set", "dev", interface_of(directory, port), "state", state},
           .network = directory.namespace_of(lan_name(port.lan))});
  if (!done) return fail(done.error());
  return {};
}

Result<void, std::string> furnish(const LabDirectory& directory, const Place& place,
                                  const std::vector<Place>& places, const Choices& choices) {
  if (place.role == Role::lan || place.role == Role::control) return {};
  return ip_batch(directory, place.name, host_text(place, places, choices));
}

}  // namespace

std::string interface_behind_slow_link(const Port& port) {
  return port.place + ".far";
}

std::string near_end_of(const Port& port) {
  return port.place + ".near";
}

std::string slow_wire_of(const Port& port) {
  return port.place + (port.lan == 1 ? "" : "." + lan_name(port.lan)) + ".slow-wire";
}

std::string interface_of(const LabDirectory& directory, const Port& port) {
  // Also when that process died: then nothing passes.
  const bool slow = ::access(directory.pid_file_of(slow_wire_of(port)).c_str(), F_OK) == 0;
  return slow ? interface_behind_slow_link(port) : port.place;
}

Result<void, std::string> ip_batch(const LabDirectory& directory, const std::string& place,
                                   const std::string& text) {
  const auto done =
      run({.words = {"ip", "-batch", "-"}, .network = directory.namespace_of(place), .input = text});
  if (!done) return fail(place + ": " + done.error());
  return {};
}

Result<void, std::string> nft(const LabDirectory& directory, const std::string& place,
                              const std::string& text) {
  const auto done =
      run({.words = {"nft", "-f", "-"}, .network = directory.namespace_of(place), .input = text});
  if (!done) return fail(done.error());
  return {};
}

std::string table_name(const std::string& duty, std::string place) {
  std::ranges::replace(place, '-', '_');  // no letter of a name in nftables
  return duty + "_" + place;
}

Result<void, std::string> build_network(const LabDirectory& directory, const Choices& choices) {
  const std::vector<Place> places = places_of(choices);
  for (const Place& place : places) {
    if (auto made = make_network(directory, place.name); !made) return made;
    if (auto set = set_kernel_values(directory, place.name, kernel_values(place)); !set) return set;
  }
  for (const Place& place : places) {
    if (place.role != Role::lan) continue;
    if (auto laid = ip_batch(directory, place.name, lan_text(directory, place, places, choices)); !laid)
      return laid;
  }
  auto built = ip_batch(directory, std::string(kControl), control_text(directory, places));
  for (const Place& place : places) {
    if (built) built = furnish(directory, place, places, choices);
  }
  return built;
}

Result<void, std::string> set_cable(const LabDirectory& directory, const Port& port, Cable cable) {
  const auto set_link = [&](const char* state) {
    return ip_batch(directory, lan_name(port.lan), "link set " + port.place + " " + state + "\n");
  };
  switch (cable) {
    case Cable::plugged:
      // A port whose carrier comes forwards; before that it takes no state.
      return set_link("up");
    case Cable::joined:
      return set_port(directory, port, "3");  // forwarding
    case Cable::unplugged:
      return set_link("down");
    case Cable::cut:
      return set_port(directory, port, "0");  // disabled
  }
  return {};
}

Result<void, std::string> set_loss(const LabDirectory& directory, const Port& port, int percent) {
  const std::string table = table_name("loss", port.place);
  std::string text = "add table bridge " + table + "\ndelete table bridge " + table + "\n";
  if (percent > 0) {
    const std::string chance = " numgen random mod 100 <= " + std::to_string(percent - 1) + " drop\n";
    const std::string ports = "{ \"" + port.place + "\", \"" + interface_behind_slow_link(port) + "\" }";
    text += "table bridge " + table +
            " {\n  chain forward {\n    type filter hook forward priority 0\n    iifname " + ports + chance +
            "    oifname " + ports + chance + "  }\n}\n";
  }
  return nft(directory, lan_name(port.lan), text);
}

}  // namespace herald::lab
