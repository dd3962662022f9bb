#include "lab/cluster/name_files.h"

#include <cerrno>
#include <cstring>
#include <sys/mount.h>
#include <unistd.h>

namespace herald::lab {
namespace {

Result<void, std::string> put(const std::string& own, const std::string& text, const char* in_place_of) {
  if (::access(in_place_of, F_OK) != 0) return {};  // a machine without it has nobody who reads it
  if (auto written = write_content(own, text); !written) return written;
  if (::mount(own.c_str(), in_place_of, nullptr, MS_BIND, nullptr) != 0)
    return fail(std::string(in_place_of) + ": " + std::strerror(errno));
  return {};
}

}  // namespace

std::string hosts_text(const Choices& choices) {
  std::string text = "127.0.0.1 localhost\n::1 localhost\n";
  for (const Place& place : places_of(choices)) {
    if (place.role == Role::control) {
      text += std::string(kControlAddress) + " " + place.name + "\n";
      continue;
    }
    for (const int lan : place.lans) {
      // "node-1.lan2": by its bare name a place is known on its first LAN.
      const std::string name = place.name + (lan == place.lans.front() ? "" : "." + lan_name(lan));
      text += lan_address(place, lan) + " " + name + "\n";
      if (choices.ipv6) text += lan_address6(place, lan) + " " + name + "\n";
    }
  }
  return text;
}

Result<void, std::string> put_name_files(const LabDirectory& directory, const Choices& choices) {
  auto done = put(directory.file("hosts"), hosts_text(choices), "/etc/hosts");
  // Without a server in it, the one of this very host is asked: nobody listens there, and the answer comes at
  // once.
  if (done) done = put(directory.file("resolv.conf"), "options attempts:1\n", "/etc/resolv.conf");
  return done;
}

}  // namespace herald::lab
