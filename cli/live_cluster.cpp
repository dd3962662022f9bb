#include "cli/live_cluster.h"

#include <algorithm>
#include <cstdint>

namespace herald::cli {

const LiveSpeaker* announcer_of(const LiveCluster& cluster, net::IpAddress address) {
  const auto found = std::ranges::find_if(cluster.speakers, [&](const LiveSpeaker& speaker) {
    return !speaker.expired && speaker.report.owned.contains(address);
  });
  return found == cluster.speakers.end() ? nullptr : &*found;
}

std::string why_left_alone(const model::Service& service) {
  const std::string its = service.load_balancer_class.value_or("");
  return (its.empty() ? "it has no load balancer class" : "its load balancer class is \"" + its + "\"") +
         ", which is not the one asked about (--lb-class)";
}

std::string age(kube::UnixMicros then, kube::UnixMicros now) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  const std::int64_t seconds = std::max<std::int64_t>(0, (now.value() - then.value()) / 1'000'000);
  if (seconds < 2 * kMinute) return std::to_string(seconds) + "s";
  if (seconds < 2 * kHour) return std::to_string(seconds / kMinute) + "m";
  if (seconds < 2 * kDay) return std::to_string(seconds / kHour) + "h";
  return std::to_string(seconds / kDay) + "d";
}

}  // namespace herald::cli
