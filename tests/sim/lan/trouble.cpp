#include "tests/sim/lan/trouble.h"

namespace herald::sim::lan {
namespace {

constexpr std::uint64_t kAddresses = 24;
constexpr std::size_t kFew = 20;  // nodes: a minute of them costs little

}  // namespace

net::IpAddress Trouble::address(std::uint64_t n) const {
  return n % 4 == 3 ? net::IpAddress::v6(net::make_u128(0x2001'0db8'0000'0000, n))
                    : net::IpAddress::v4(0xc0a86400U + static_cast<std::uint32_t>(n));
}

void Trouble::settle_in() {
  for (std::uint64_t n = 0; n < kAddresses; ++n)
    cluster_.want(address(n), {});
  constexpr std::size_t kCrowd = 60;
  if (cluster_.size() >= kCrowd) cluster_.start_all();
  for (std::size_t node = 0; cluster_.size() < kCrowd && node < cluster_.size(); ++node) {
    cluster_.start(node);
    cluster_.run(milliseconds(cluster_.random().below(200)));
  }
  cluster_.run(seconds(5));
}

void Trouble::strike() {
  const std::size_t node = any();
  if (chance(20)) cluster_.ask(address(cluster_.random().below(kAddresses)));
  switch (cluster_.random().below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return strike_process(node);
    case 4:
    case 5:
    case 6:
      return strike_lan(node);
    case 7:
      return strike_api(node);
    default:
      return change_wanted();
  }
}

void Trouble::strike_process(std::size_t number) {
  Node& node = cluster_.node(number);
  switch (cluster_.random().below(8)) {
    case 0:
      return cluster_.crash(number);
    case 1:
      if (node.runs()) return cluster_.stop(number);
      return cluster_.start(number);
    case 2:
      if (node.runs()) cluster_.count(Thing::restart);
      return cluster_.start(number);
    case 3:
      if (chance(20)) node.wall -= seconds(cluster_.random().below(100'000));
      return cluster_.start(number);
    case 4:
      return node.paused ? cluster_.resume(number) : cluster_.pause(number);
    case 5:
      return cluster_.resume(number);
    case 6:
      return cluster_.drain(number, true);
    default:
      if (!node.runs()) return cluster_.start(number);
      return cluster_.drain(number, false);
  }
}

void Trouble::strike_lan(std::size_t number) {
  Mood mood = cluster_.mood();
  switch (cluster_.random().below(9)) {
    case 0: {
      std::set<std::size_t> side{number};
      for (std::size_t node = 0; node < cluster_.size(); ++node) {
        if (chance(40)) side.insert(node);
      }
      return chance(70) ? cluster_.partition(side) : cluster_.split_ring(side);
    }
    case 1:
      cluster_.count(Thing::one_way_block);
      return cluster_.block(number, any());
    case 2:
    case 3:
      return cluster_.heal();
    case 4:
      return cluster_.set_link(number, false);
    case 5:
      return cluster_.set_link(number, true);
    case 6:
      mood.lost = chance(50) ? cluster_.random().below(150) : 0;
      return cluster_.set_mood(mood);
    case 7:
      mood.doubled = chance(50) ? cluster_.random().below(150) : 0;
      return cluster_.set_mood(mood);
    default:
      mood.jitter = chance(50) ? milliseconds(20) : microseconds(50);
      if (mood.jitter > milliseconds(1)) cluster_.count(Thing::slow_network);
      return cluster_.set_mood(mood);
  }
}

void Trouble::strike_api(std::size_t number) {
  Node& node = cluster_.node(number);
  if (cluster_.size() < kFew && chance(10)) {
    cluster_.set_api(number, true);
    return cluster_.run(seconds(61));  // which its Lease does not outlast
  }
  if (chance(30)) {
    node.api_delay = milliseconds(cluster_.random().below(3000));
    return;
  }
  if (chance(20)) {
    const bool out = chance(50);
    for (std::size_t each = 0; each < cluster_.size(); ++each)
      cluster_.set_api(each, out);
    return;
  }
  cluster_.set_api(number, !node.api_out);
}

void Trouble::change_wanted() {
  const net::IpAddress which = address(cluster_.random().below(kAddresses + 8));
  if (chance(30)) return cluster_.unwant(which);
  if (chance(40)) return cluster_.want(which, {});
  own::NodeSet some;
  for (std::size_t node = 0; node < cluster_.size(); ++node) {
    if (chance(40)) some.push_back(cluster_.node(node).member.node);
  }
  cluster_.want(which, some);
}

void Trouble::end() {
  cluster_.heal();
  cluster_.set_mood({});
  for (std::size_t number = 0; number < cluster_.size(); ++number) {
    cluster_.node(number).api_delay = milliseconds(5);
    cluster_.set_api(number, false);
    cluster_.set_link(number, true);
    cluster_.resume(number);
    if (!cluster_.node(number).runs() && chance(70)) cluster_.start(number);
    if (chance(90)) cluster_.drain(number, false);
  }
  if (cluster_.lacks_leases()) cluster_.run(kWritePause);
}

}  // namespace herald::sim::lan
