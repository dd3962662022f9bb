#include "tests/integration/bgp/frr.h"

#include "tests/integration/bgp/control_socket.h"
#include "tests/integration/bgp/eventually.h"

#include <map>
#include <sstream>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace herald::interop {
namespace {

namespace json = boost::json;

std::string neighbor_lines(const RouterSettings& s) {
  const std::string neighbor = " neighbor " + s.peer + " ";
  std::ostringstream out;
  out << neighbor << (s.unnumbered ? "interface remote-as " : "remote-as ") << s.peer_as << "\n";
  out << neighbor << "timers " << s.hold_time / 3 << " " << s.hold_time << "\n";
  // Otherwise a speaker that was away for a moment waits for FRR's own dial to time out.
  out << neighbor << "timers connect 1\n";
  if (!s.password.empty()) out << neighbor << "password " << s.password << "\n";
  if (s.extended_next_hop) out << neighbor << "capability extended-nexthop\n";
  if (s.passive) out << neighbor << "passive\n";
  if (s.multihop > 0)
    out << neighbor << "ebgp-multihop " << s.multihop << "\n"
        << neighbor << "update-source " << s.local << "\n";
  if (s.ttl_security > 0) out << neighbor << "ttl-security hops " << s.ttl_security << "\n";
  if (!s.interface.empty()) out << neighbor << "interface " << s.interface << "\n";
  if (s.bfd) out << neighbor << "bfd\n";
  return out.str();
}

std::string bgpd_config(const RouterSettings& s) {
  std::ostringstream out;
  out << "hostname router\nlog stdout\ndebug bgp neighbor-events\nrouter bgp " << s.local_as
      << "\n bgp router-id 10.0.0.1\n"
      << " no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n no bgp network import-check\n"
      << neighbor_lines(s);
  if (s.graceful_restart) out << " bgp graceful-restart\n";
  out << " address-family ipv4 unicast\n  neighbor " << s.peer << " activate\n";
  for (const std::string& network : s.networks)
    out << "  network " << network << "\n";
  out << " exit-address-family\n address-family ipv6 unicast\n  neighbor " << s.peer
      << " activate\n exit-address-family\n";
  return out.str();
}

std::string bfdd_config(const RouterSettings& s) {
  if (!s.bfd) return {};
  std::ostringstream out;
  out << "bfd\n peer " << s.peer
      << (s.multihop > 0 || s.bfd->multihop ? " multihop local-address " + s.local : "")
      << "\n  detect-multiplier " << s.bfd->multiplier << "\n  receive-interval " << s.bfd->interval
      << "\n  transmit-interval " << s.bfd->interval << "\n !\n!\n";
  return out.str();
}

const json::value* find(const json::value& from, std::initializer_list<std::string_view> path) {
  const json::value* at = &from;
  for (const std::string_view step : path) {
    if (at->is_array()) {
      if (at->as_array().empty()) return nullptr;
      at = &at->as_array().front();
    }
    if (!at->is_object()) return nullptr;
    const json::value* const next = at->as_object().if_contains(step);
    if (next == nullptr) return nullptr;
    at = next;
  }
  return at;
}

std::string text(const json::value& from, std::initializer_list<std::string_view> path) {
  const json::value* const found = find(from, path);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<std::int64_t> number(const json::value& from, std::initializer_list<std::string_view> path) {
  const json::value* const found = find(from, path);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<std::int64_t>();
}

std::set<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::set<std::string> all;
  for (std::string word; in >> word;)
    all.insert(word);
  return all;
}

// FRR shows the well-known communities by name.
std::set<std::string> as_numbers(const std::set<std::string>& communities) {
  static const std::map<std::string, std::string> names = {
      {"graceful-shutdown", "65535:0"}, {"blackhole", "65535:666"},      {"no-peer", "65535:65284"},
      {"no-export", "65535:65281"},     {"no-advertise", "65535:65282"}, {"local-AS", "65535:65283"}};
  std::set<std::string> numbers;
  for (const std::string& community : communities) {
    const auto name = names.find(community);
    numbers.insert(name == names.end() ? community : name->second);
  }
  return numbers;
}

// "LB:65001:1250000 (10.000 Mbps)"
std::optional<double> bandwidth_in(const std::string& extended) {
  const std::size_t at = extended.find("LB:");
  if (at == std::string::npos) return std::nullopt;
  return std::stod(extended.substr(extended.find(':', at + 3) + 1));
}

std::optional<std::uint32_t> as_u32(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

HeldRoute held_route(const json::value& path) {
  HeldRoute route;
  if (const json::value* const hops = find(path, {"nexthops"}); hops != nullptr && hops->is_array()) {
    for (const json::value& hop : hops->as_array())
      route.next_hops.insert(text(hop, {"ip"}));
  }
  route.as_path = text(path, {"aspath", "string"});
  if (route.as_path == "Local") route.as_path.clear();
  route.origin = text(path, {"origin"});
  route.med = as_u32(number(path, {"metric"}));
  route.local_pref = as_u32(number(path, {"locPrf"}));
  route.communities = as_numbers(words(text(path, {"community", "string"})));
  route.large_communities = words(text(path, {"largeCommunity", "string"}));
  route.bandwidth = bandwidth_in(text(path, {"extendedCommunity", "string"}));
  return route;
}

std::string family_word(net::Family family) {
  return family == net::Family::ipv4 ? "ipv4" : "ipv6";
}

}  // namespace

Frr::Frr(const netns::NetworkNamespace& where, const RouterSettings& settings) : settings_(settings) {
  folder_.write("zebra.conf", "hostname router\n");
  folder_.write("bfdd.conf", bfdd_config(settings));
  folder_.write("bgpd.conf", bgpd_config(settings));
  folder_.give_to("frr");
  start(where, "zebra");
  if (settings.bfd) start(where, "bfdd");
  start(where, "bgpd");
  EXPECT_EQ(folder_.read("bgpd.log").find("No such command"), std::string::npos) << folder_.read("bgpd.log");
}

void Frr::start(const netns::NetworkNamespace& where, const std::string& daemon) {
  const std::vector<std::string> command = {"/usr/lib/frr/" + daemon,
                                            "-A",
                                            "127.0.0.1",
                                            "-P",
                                            "0",
                                            "-f",
                                            folder_.path(daemon + ".conf"),
                                            "-i",
                                            folder_.path(daemon + ".pid"),
                                            "-z",
                                            folder_.path("zserv"),
                                            "--vty_socket",
                                            folder_.path()};
  daemons_.push_back(std::make_unique<Daemon>(where, command, folder_.path(daemon + ".log")));
  // A hundred thousand network statements take a while to read.
  EXPECT_TRUE(eventually([&] { return !ask(daemon, "show version").empty(); }, std::chrono::minutes(2)))
      << daemon << ": " << folder_.read(daemon + ".log");
}

// The answer ends with three zero bytes and a status.
std::string Frr::ask(const std::string& daemon, const std::string& question) const {
  ControlSocket socket(folder_.path(daemon + ".vty"));
  const auto complete = [](std::string_view answer) {
    return answer.size() >= 4 && answer.substr(answer.size() - 4, 3) == std::string_view("\0\0\0", 3);
  };
  if (!socket.ask(std::string("enable") + '\0', complete)) return {};
  auto answer = socket.ask(question + '\0', complete);
  if (!answer) return {};
  answer->resize(answer->size() - 4);
  return *answer;
}

void Frr::configure(const std::vector<std::string>& lines) const {
  ControlSocket socket(folder_.path("bgpd.vty"));
  const auto complete = [](std::string_view answer) {
    return answer.size() >= 4 && answer.substr(answer.size() - 4, 3) == std::string_view("\0\0\0", 3);
  };
  for (const char* const first : {"enable", "configure terminal"})
    EXPECT_TRUE(socket.ask(std::string(first) + '\0', complete));
  for (const std::string& line : lines) {
    const auto answer = socket.ask(line + '\0', complete);
    ASSERT_TRUE(answer) << line;
    EXPECT_EQ(answer->back(), 0) << line << ": " << *answer;
  }
}

json::value Frr::json(const std::string& question) const {
  boost::system::error_code error;
  auto parsed = json::parse(ask("bgpd", question + " json"), error);
  return error ? json::value() : parsed;
}

json::value Frr::neighbor() const {
  const json::value all = json("show bgp neighbors " + settings_.peer);
  const json::value* const one = find(all, {settings_.peer});
  return one == nullptr ? json::value() : *one;
}

bool Frr::established() {
  return text(neighbor(), {"bgpState"}) == "Established";
}

std::optional<HeldRoute> Frr::route(const net::Cidr& prefix) {
  const json::value shown =
      json("show bgp " + family_word(prefix.family()) + " unicast " + prefix.to_string());
  const json::value* const paths = find(shown, {"paths"});
  if (paths == nullptr || !paths->is_array() || paths->as_array().empty()) return std::nullopt;
  return held_route(paths->as_array().front());
}

std::size_t Frr::route_count(net::Family family) {
  const json::value shown = json("show bgp " + family_word(family) + " unicast summary");
  return static_cast<std::size_t>(number(shown, {"peers", settings_.peer, "pfxRcd"}).value_or(0));
}

bool Frr::waits_for_restart() {
  return ask("bgpd", "show bgp ipv4 unicast").find("\nS>") != std::string::npos;
}

json::value Frr::bfd_peer() const {
  boost::system::error_code error;
  const auto parsed = json::parse(ask("bfdd", "show bfd peers json"), error);
  if (error || !parsed.is_array() || parsed.as_array().empty()) return {};
  return parsed.as_array().front();
}

bool Frr::bfd_up() {
  return text(bfd_peer(), {"status"}) == "up";
}

// What it sends at, and after how long a silence it gives up: what the speaker sends at, so many times.
Router::BfdTimes Frr::bfd_times() {
  const json::value peer = bfd_peer();
  const auto at = [&](std::string_view key) { return static_cast<int>(number(peer, {key}).value_or(0)); };
  const int transmit = std::max(at("transmit-interval"), at("remote-receive-interval"));
  const int receive = std::max(at("receive-interval"), at("remote-transmit-interval"));
  return {transmit, receive * at("remote-detect-multiplier")};
}

void Frr::ask_for_refresh() {
  EXPECT_EQ(ask("bgpd", "clear bgp " + settings_.peer + " soft in"), "");
}

void Frr::shut_down(const std::string& words) {
  configure({"router bgp " + std::to_string(settings_.local_as),
             "neighbor " + settings_.peer + " shutdown message " + words});
}

void Frr::set_password(const std::string& password) {
  configure({"router bgp " + std::to_string(settings_.local_as),
             "neighbor " + settings_.peer + " password " + password});
}

std::size_t Frr::updates_sent() const {
  return static_cast<std::size_t>(number(neighbor(), {"messageStats", "updatesSent"}).value_or(0));
}

std::string Frr::last_error() {
  const json::value seen = neighbor();
  return text(seen, {"lastNotificationReason"}) + " " + text(seen, {"lastShutdownDescription"});
}

void Frr::crash() {
  for (const auto& daemon : daemons_)
    daemon->kill();
}

std::string Frr::describe() {
  return ask("bgpd", "show bgp summary") + ask("bgpd", "show bgp neighbors " + settings_.peer) +
         folder_.read("bgpd.log");
}

}  // namespace herald::interop
