#include "tests/integration/e2e/arp_record.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <sstream>
#include <utility>

namespace herald::e2e {
namespace {

// "02:00:00:00:00:0b" is node-1: the last byte is that of its address.
std::string node_of(const std::string& mac) {
  constexpr long kFirstNode = 11;
  const long number = std::strtol(mac.substr(mac.rfind(':') + 1).c_str(), nullptr, 16);
  return number < kFirstNode || !mac.starts_with("02:00:00:00:00:")
             ? mac
             : "node-" + std::to_string(number - kFirstNode + 1);
}

ArpSeen parse(const std::string& line) {
  std::istringstream words(line);
  std::string kind;
  std::string mac;
  ArpSeen seen;
  words >> seen.at >> kind >> mac >> seen.address;
  seen.announced = kind == "announces";
  seen.node = node_of(mac);
  return seen;
}

}  // namespace

ArpRecord::ArpRecord(std::vector<ArpSeen> seen) : seen_(std::move(seen)) {
  std::ranges::sort(seen_, {}, &ArpSeen::at);
}

ArpRecord ArpRecord::between(double from, double to) const {
  std::vector<ArpSeen> part;
  std::ranges::copy_if(seen_, std::back_inserter(part),
                       [&](const ArpSeen& seen) { return from <= seen.at && seen.at <= to; });
  return ArpRecord(std::move(part));
}

ArpRecord::Users ArpRecord::users() const {
  Users users;
  for (const ArpSeen& seen : seen_)
    users[seen.address].insert(seen.node);
  return users;
}

milliseconds ArpRecord::longest_overlap() const {
  using Step = std::pair<std::string, long>;
  std::map<Step, std::set<std::string>> nodes;
  for (const ArpSeen& seen : seen_)
    nodes[{seen.address, std::lround(std::floor(seen.at / kStep))}].insert(seen.node);
  long longest = 0;
  long length = 0;
  Step last;
  for (const auto& [step, users] : nodes) {
    const bool goes_on = step.first == last.first && step.second == last.second + 1;
    if (users.size() < 2) {
      length = 0;
    } else {
      length = goes_on ? length + 1 : 1;
    }
    longest = std::max(longest, length);
    last = step;
  }
  return milliseconds(std::lround(static_cast<double>(longest) * kStep * 1000));
}

double ArpRecord::last_of_others(const std::string& node) const {
  double last = 0;
  for (const ArpSeen& seen : seen_) {
    if (seen.node != node) last = seen.at;
  }
  return last;
}

std::size_t ArpRecord::most_announced_within(double seconds) const {
  std::map<std::string, std::deque<double>> recent;
  std::size_t most = 0;
  for (const ArpSeen& seen : seen_) {
    if (!seen.announced) continue;
    std::deque<double>& times = recent[seen.node];
    times.push_back(seen.at);
    while (times.front() <= seen.at - seconds)
      times.pop_front();
    most = std::max(most, times.size());
  }
  return most;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

ArpWatch::ArpWatch(Lab& lab, const std::string& first, int count, int rate)
    : process_(lab.begin("exec client -- " HERALD_ARP_WATCH " eth0 " + first + " " + std::to_string(count) +
                         " " + std::to_string(rate))) {
  EXPECT_TRUE(process_->line_with("watching")) << "arp_watch did not start";
}

ArpRecord ArpWatch::stop() {
  process_->signal(SIGTERM);
  std::vector<ArpSeen> seen;
  for (auto line = process_->line(); line && *line != "end"; line = process_->line())
    seen.push_back(parse(*line));
  process_->wait();
  return ArpRecord(std::move(seen));
}

}  // namespace herald::e2e
