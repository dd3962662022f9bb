#include "tests/integration/bgp/bird.h"

#include "tests/integration/bgp/control_socket.h"
#include "tests/integration/bgp/eventually.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include <gtest/gtest.h>

namespace herald::interop {
namespace {

std::string channel(const std::string& family, const RouterSettings& s) {
  const bool four = family == "ipv4";
  return "  " + family + " { import all; export " +
         (four && !s.networks.empty() ? "where source = RTS_STATIC" : "none") + "; " +
         (four && s.extended_next_hop ? "extended next hop yes; " : "") + "};\n";
}

// What it announces to the speaker itself.
std::string static_routes(const RouterSettings& s) {
  if (s.networks.empty()) return {};
  std::string text = "protocol static { ipv4;\n";
  for (const std::string& network : s.networks)
    text += "  route " + network + " blackhole;\n";
  return text + "}\n";
}

std::string route_to_speaker(const RouterSettings& s) {
  if (s.gateway.empty()) return {};
  return "protocol static { ipv4; route " + s.peer + "/32 via " + s.gateway + "; }\n";
}

// How the speaker is reached.
std::string path_lines(const RouterSettings& s) {
  const std::string scope = s.interface.empty() ? "" : "%" + s.interface;
  std::string text = "  local " + s.local + " as " + std::to_string(s.local_as) + ";\n  neighbor " + s.peer +
                     scope + " as " + std::to_string(s.peer_as) + ";\n";
  const int hops = std::max(s.multihop, s.ttl_security > 1 ? s.ttl_security : 0);
  const bool internal = s.local_as == s.peer_as;  // several hops, unless told otherwise
  if (hops > 0) text += "  multihop " + std::to_string(hops) + ";\n";
  if (hops == 0 && !internal) text += "  direct;\n";
  if (s.ttl_security > 0) text += "  ttl security yes;\n";
  if (s.passive) text += "  passive yes;\n";
  return text;
}

std::string config(const RouterSettings& s) {
  std::ostringstream out;
  out << "log stderr all;\nrouter id 10.0.0.1;\nprotocol device {}\nprotocol direct { ipv4; ipv6; }\n";
  if (s.forwards) {
    for (const char* const family : {"ipv4", "ipv6"})
      out << "protocol kernel { " << family << " { import none; export all; }; merge paths on; }\n";
  }
  if (s.bfd) {
    const std::string every = std::to_string(s.bfd->interval) + " ms; ";
    const std::string times = "min rx interval " + every + "min tx interval " + every +
                              "idle tx interval 1 s; multiplier " + std::to_string(s.bfd->multiplier) + "; ";
    out << "protocol bfd { interface \"*\" { " << times << "}; multihop { " << times << "}; }\n";
  }
  out << static_routes(s) << route_to_speaker(s) << "protocol bgp speaker {\n"
      << path_lines(s) << "  hold time " << s.hold_time << ";\n"
      << "  connect retry time 1;\n  connect delay time 1;\n  error wait time 1, 2;\n"
      << "  graceful restart " << (s.graceful_restart ? "yes" : "aware") << ";\n";
  if (!s.password.empty()) out << "  password \"" << s.password << "\";\n";
  if (s.bfd) out << "  bfd " << (s.bfd->graceful ? "graceful" : "on") << ";\n";
  out << channel("ipv4", s) << channel("ipv6", s) << "}\n";
  return out.str();
}

// What follows `key` up to the end of its line; nothing when the key is not there.
std::optional<std::string> after(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t begin = at + key.size();
  std::string value = text.substr(begin, text.find('\n', begin) - begin);
  value.erase(0, value.find_first_not_of(" \t"));
  return value;
}

std::set<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::set<std::string> all;
  for (std::string word; in >> word;)
    all.insert(word);
  return all;
}

// "(65001,7) (1,2)" as {"65001:7", "1:2"}; "(1, 2, 3)" as {"1:2:3"}.
std::set<std::string> tuples(const std::string& line) {
  std::set<std::string> all;
  for (std::size_t at = line.find('('); at != std::string::npos; at = line.find('(', at + 1)) {
    std::string tuple;
    for (const char c : line.substr(at + 1, line.find(')', at) - at - 1)) {
      if (c == ',') tuple += ':';
      if (c != ',' && c != ' ') tuple += c;
    }
    all.insert(tuple);
  }
  return all;
}

std::optional<std::uint32_t> number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return static_cast<std::uint32_t>(std::stoul(*text));
}

// BIRD 2.0 has no name for link bandwidth, and shows the float as a number: "(unknown 0x4004, 65001,
// 1207182336)".
std::optional<double> bandwidth_in(const std::string& extended) {
  constexpr std::string_view kKind = "0x4004, 65001, ";
  const std::size_t at = extended.find(kKind);
  if (at == std::string::npos) return std::nullopt;
  const auto bits = static_cast<std::uint32_t>(std::stoul(extended.substr(at + kKind.size())));
  return std::bit_cast<float>(bits);
}

}  // namespace

Bird::Bird(const netns::NetworkNamespace& where, const RouterSettings& settings) : settings_(settings) {
  folder_.write("bird.conf", config(settings));
  const std::vector<std::string> command = {
      "/usr/sbin/bird",   "-f", "-c", folder_.path("bird.conf"), "-s", folder_.path("ctl"), "-P",
      folder_.path("pid")};
  daemon_ = std::make_unique<Daemon>(where, command, folder_.path("log"));
  EXPECT_TRUE(eventually([&] { return !ask("show status").empty(); })) << folder_.read("log");
}

// Lines are "1234-more to come" or "1234 the last of its kind"; " " alone repeats the last number. A line
// whose number begins with 0, 8 or 9 ends the answer.
std::string Bird::ask(const std::string& question) const {
  ControlSocket socket(folder_.path("ctl"));
  const auto complete = [](std::string_view answer) {
    if (answer.empty() || answer.back() != '\n') return false;
    const std::size_t before =
        answer.size() == 1 ? std::string_view::npos : answer.rfind('\n', answer.size() - 2);
    const std::string_view last = answer.substr(before == std::string_view::npos ? 0 : before + 1);
    return last.size() > 4 && last[4] == ' ' && (last[0] == '0' || last[0] == '8' || last[0] == '9');
  };
  if (!socket.ask({}, complete)) return {};
  const auto answer = socket.ask(question + "\n", complete);
  if (!answer) return {};
  std::istringstream lines(*answer);
  std::string shown;
  for (std::string line; std::getline(lines, line);) {
    const bool numbered = line.size() > 4 && line.find_first_not_of("0123456789") == 4;
    shown += (numbered ? line.substr(5) : line.substr(line.empty() ? 0 : 1)) + "\n";
  }
  return shown;
}

bool Bird::established() {
  return ask("show protocols speaker").find("Established") != std::string::npos;
}

std::optional<HeldRoute> Bird::route(const net::Cidr& prefix) {
  const std::string shown = ask("show route " + prefix.to_string() + " protocol speaker all");
  if (!after(shown, "BGP.origin:")) return std::nullopt;
  HeldRoute route;
  route.next_hops = words(after(shown, "BGP.next_hop:").value_or(""));
  route.as_path = after(shown, "BGP.as_path:").value_or("");
  route.origin = after(shown, "BGP.origin:").value_or("");
  route.med = number(after(shown, "BGP.med:"));
  route.local_pref = number(after(shown, "BGP.local_pref:"));
  route.communities = tuples(after(shown, "BGP.community:").value_or(""));
  route.large_communities = tuples(after(shown, "BGP.large_community:").value_or(""));
  route.bandwidth = bandwidth_in(after(shown, "BGP.ext_community:").value_or(""));
  return route;
}

// From the statistics, which cost nothing: counting a table would keep BIRD from filling it.
std::size_t Bird::route_count(net::Family family) {
  const std::string channel = family == net::Family::ipv4 ? "Channel ipv4" : "Channel ipv6";
  const std::string shown = ask("show protocols all speaker");
  const std::size_t at = shown.find(channel);
  if (at == std::string::npos) return 0;
  const auto routes = after(shown.substr(at), "Routes:").value_or("0");  // "12 imported, 0 exported, ..."
  return std::strtoul(routes.c_str(), nullptr, 10);
}

bool Bird::waits_for_restart() {
  return ask("show protocols all speaker").find("Neighbor graceful restart active") != std::string::npos;
}

bool Bird::bfd_up() {
  return ask("show bfd sessions").find(" Up ") != std::string::npos;
}

// "IP address  Interface  State  Since  Interval  Timeout", the last two in seconds.
Router::BfdTimes Bird::bfd_times() {
  std::istringstream lines(ask("show bfd sessions"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(settings_.peer)) continue;
    std::istringstream fields(line);
    std::string skipped;
    double interval = 0;
    double timeout = 0;
    fields >> skipped >> skipped >> skipped >> skipped >> interval >> timeout;
    return {static_cast<int>(std::lround(interval * 1000)), static_cast<int>(std::lround(timeout * 1000))};
  }
  return {};
}

void Bird::ask_for_refresh() {
  EXPECT_NE(ask("reload in speaker").find("reloading"), std::string::npos);
}

void Bird::shut_down(const std::string& words) {
  EXPECT_NE(ask("disable speaker \"" + words + "\"").find("disabled"), std::string::npos);
}

void Bird::set_password(const std::string& password) {
  settings_.password = password;
  folder_.write("bird.conf", config(settings_));
  EXPECT_NE(ask("configure").find("Reconfig"), std::string::npos);
}

// "Received: Administrative shutdown", in the log with the words of it.
std::string Bird::last_error() {
  return ask("show protocols all speaker") + folder_.read("log");
}

void Bird::crash() {
  daemon_->kill();
}

std::string Bird::describe() {
  return ask("show protocols all") + ask("show bfd sessions") + ask("show route all") + folder_.read("log");
}

}  // namespace herald::interop
