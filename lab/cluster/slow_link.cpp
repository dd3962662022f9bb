#include "lab/cluster/slow_link.h"

#include "lab/cluster/command.h"
#include "lab/cluster/daemons.h"
#include "lab/cluster/network.h"
#include "lab/cluster/programs.h"

#include <csignal>

namespace herald::lab {
namespace {

constexpr std::chrono::seconds kPatience{10};

//   place --- NAME  (carrier)  NAME.near --- NAME.far  br0
// The carrier sees what arrives at both of its interfaces before the packet filter does, which lets nothing
// through: this host shall not answer what was not meant for it.
std::string joints_text(const std::string& place) {
  const std::string near = near_end_of(place);
  const std::string far = port_behind_slow_link(place);
  return "link add name " + far + " type veth peer name " + near + "\nlink set " + near +
         " addrgenmode none\nlink set " + place + " nomaster\nlink set " + place +
         " addrgenmode none\nlink set " + far + " master br0 up\nlink set " + near + " up\n";
}

std::string filter_text(const std::string& place) {
  const std::string table = table_name("slow", place);
  return "table netdev " + table + " {\n  chain arriving {\n    type filter hook ingress devices = { \"" +
         place + "\", \"" + near_end_of(place) + "\" } priority 0\n    drop\n  }\n}\n";
}

Result<void, std::string> filter(const LabDirectory& directory, const std::string& text) {
  const auto done =
      run({.words = {"nft", "-f", "-"}, .network = directory.namespace_of(kLan), .input = text});
  if (!done) return fail(done.error());
  return {};
}

Daemon carrier_of(const LabDirectory& directory, const std::string& place, const Slowness& slowness) {
  const auto nanoseconds = [](Duration duration) { return std::to_string(duration.count()) + "ns"; };
  return {.name = slow_wire_of(place),
          .place = std::string(kLan),
          .words = {program_path("lab"), "--dir", directory.path(), "carry", place, "--to",
                    near_end_of(place), "--by", nanoseconds(slowness.delay), "--jitter",
                    nanoseconds(slowness.jitter), "--reorder", std::to_string(slowness.reorder_percent)}};
}

Result<void, std::string> make_quick(const LabDirectory& directory, const std::string& place) {
  const std::string carrier = slow_wire_of(place);
  if (is_running(directory, carrier)) {
    if (auto ended = end(directory, carrier, SIGKILL, kPatience); !ended) return ended;
  }
  forget(directory, carrier);
  // The other end goes with it.
  if (auto joined = ip_batch(directory, std::string(kLan),
                             "link del " + near_end_of(place) + "\nlink set " + place + " master br0\n");
      !joined)
    return joined;
  return filter(directory, "delete table netdev " + table_name("slow", place) + "\n");
}

}  // namespace

Result<void, std::string> set_slowness(const LabDirectory& directory, const std::string& place,
                                       const Slowness& slowness) {
  if (port_of(directory, place) != place) {
    if (auto quick = make_quick(directory, place); !quick) return quick;
  }
  if (slowness == Slowness{}) return {};
  auto done = ip_batch(directory, std::string(kLan), joints_text(place));
  if (done) done = filter(directory, filter_text(place));
  if (!done) return done;
  const auto carried =
      start_and_await(directory, carrier_of(directory, place, slowness), "carrying", kPatience);
  if (carried) return {};
  static_cast<void>(make_quick(directory, place));
  return fail(carried.error());
}

}  // namespace herald::lab
