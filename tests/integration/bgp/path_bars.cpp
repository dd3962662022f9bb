// How soon a router takes a path for dead that says nothing any more, BFD at 50 ms x 3: from the last packet
// that could pass until the router itself says that the path is down.
#include "tests/integration/bgp/bars.h"
#include "tests/integration/bgp/speaker.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace herald::interop {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int kRuns = 11;

void filter(const netns::NetworkNamespace& node, const std::string& rules) {
  const auto done = node.command({"nft", "-f", "-"}, rules);
  if (done.code == 0) return;
  std::printf("%-8s nft: %s\n", "NOT MET", done.out.c_str());
  std::exit(1);
}

constexpr const char* kCut =
    "add table inet cut\n"
    "add chain inet cut in { type filter hook input priority 0; policy drop; }\n"
    "add chain inet cut out { type filter hook output priority 0; policy drop; }\n";

}  // namespace

void measure_path_down(Make make) {
  const netns::NetworkNamespace node;
  const Cable cable(node, 0);
  RouterSettings settings = cable.settings();
  settings.bfd = RouterSettings::Bfd{.interval = 50, .multiplier = 3};
  const auto router = start_router(make, cable.router, settings);
  Speaker speaker(node);
  auto wanted = peer("router", "10.0.0.1");
  wanted.session.connect_retry = 1s;  // it ends again and again
  wanted.bfd = speaker::bgp_order::Bfd{.timers = {50ms, 50ms, 3}};
  speaker.order({wanted});
  std::vector<double> here;
  std::vector<double> there;
  for (int run = 0; run < kRuns; ++run) {
    wait_for([&] { return router->bfd_up() && router->bfd_times() == Router::BfdTimes{50, 150}; },
             "no BFD session");
    wait_for([&] { return speaker.established() && router->established(); }, "no session");
    const std::uint64_t failures = speaker.peer().bfd->failures;
    const auto start = steady_clock::now();
    filter(node, kCut);
    wait_for([&] { return !router->bfd_up(); }, "the router never noticed");
    there.push_back(milliseconds_since(start));
    wait_for([&] { return speaker.peer().bfd->failures > failures; }, "Herald never noticed");
    here.push_back(milliseconds_since(start));
    filter(node, "delete table inet cut\n");
  }
  const std::string of = name_of(make) + ", BFD at 50 ms x 3: ";
  bar(median(there) < 200, of + "until the router says that the path is down", median(there), "ms",
      "200, median of 11");
  note(of + "the slowest of 11", *std::ranges::max_element(there), "ms");
  note(of + "until Herald has noticed too, median", median(here), "ms");
}

}  // namespace herald::interop
