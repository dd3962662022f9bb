#include "lab/cluster/slow_link.h"

#include "lab/cluster/daemons.h"
#include "lab/cluster/programs.h"

#include <csignal>

namespace herald::lab {
namespace {

constexpr std::chrono::seconds kPatience{10};

//   place --- NAME  (carrier)  NAME.near --- NAME.far  br0
// The carrier sees what arrives at both of its interfaces before the packet filter does, which lets nothing
// through: this host shall not answer what was not meant for it.
std::string joints_text(const Port& port) {
  const std::string near = near_end_of(port);
  const std::string far = interface_behind_slow_link(port);
  return "link add name " + far + " type veth peer name " + near + "\nlink set " + near +
         " addrgenmode none\nlink set " + port.place + " nomaster\nlink set " + port.place +
         " addrgenmode none\nlink set " + far + " master br0 up\nlink set " + near + " up\n";
}

std::string filter_text(const Port& port) {
  const std::string table = table_name("slow", port.place);
  return "table netdev " + table + " {\n  chain arriving {\n    type filter hook ingress devices = { \"" +
         port.place + "\", \"" + near_end_of(port) + "\" } priority 0\n    drop\n  }\n}\n";
}

Daemon carrier_of(const LabDirectory& directory, const Port& port, const Slowness& slowness) {
  const auto nanoseconds = [](Duration duration) { return std::to_string(duration.count()) + "ns"; };
  return {.name = slow_wire_of(port),
          .place = lan_name(port.lan),
          .words = {program_path("lab"), "--dir", directory.path(), "carry", port.place, "--to",
                    near_end_of(port), "--by", nanoseconds(slowness.delay), "--jitter",
                    nanoseconds(slowness.jitter), "--reorder", std::to_string(slowness.reorder_percent)}};
}

Result<void, std::string> make_quick(const LabDirectory& directory, const Port& port) {
  const std::string carrier = slow_wire_of(port);
  if (is_running(directory, carrier)) {
    if (auto ended = end(directory, carrier, SIGKILL, kPatience); !ended) return ended;
  }
  forget(directory, carrier);
  // The other end goes with it.
  if (auto joined = ip_batch(directory, lan_name(port.lan),
                             "link del " + near_end_of(port) + "\nlink set " + port.place + " master br0\n");
      !joined)
    return joined;
  return nft(directory, lan_name(port.lan), "delete table netdev " + table_name("slow", port.place) + "\n");
}

}  // namespace

Result<void, std::string> set_slowness(const LabDirectory& directory, const Port& port,
                                       const Slowness& slowness) {
  if (interface_of(directory, port) != port.place) {
    if (auto quick = make_quick(directory, port); !quick) return quick;
  }
  if (slowness == Slowness{}) return {};
  auto done = ip_batch(directory, lan_name(port.lan), joints_text(port));
  if (done) done = nft(directory, lan_name(port.lan), filter_text(port));
  if (!done) return done;
  const auto carried =
      start_and_await(directory, carrier_of(directory, port, slowness), "carrying", kPatience);
  if (carried) return {};
  static_cast<void>(make_quick(directory, port));
  return fail(carried.error());
}

}  // namespace herald::lab
