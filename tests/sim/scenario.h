// One simulated world's fixed facts and moods, all drawn from its seed, and what its parts share.
#pragma once

#include "config/config.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "tests/sim/api_server.h"
#include "tests/sim/lease.h"
#include "tests/sim/record.h"
#include "tests/sim/scheduler.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace herald::sim {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How often things go wrong, in thousandths of the occasions. All zero once the faults stop.
struct Mood {
  std::uint64_t conflict = 0;
  std::uint64_t throttle = 0;
  std::uint64_t error = 0;
  std::uint64_t forbid = 0;
  std::uint64_t no_backend = 0;  // something between says "404" about what is there
  std::uint64_t lose_request = 0;
  std::uint64_t lose_reply = 0;
  std::uint64_t late_request = 0;
  std::uint64_t cut_watch = 0;
  std::uint64_t delay_watch = 0;
  std::uint64_t repeat_watch = 0;
  std::uint64_t fail_list = 0;
  std::uint64_t fail_lease = 0;
  bool slow_network = false;
};

// The configurations of the run, by the text that stands for each; texts that are none are bad ones.
class ConfigTexts {
 public:
  std::string add(config::Config config) {
    configs_.push_back(std::make_shared<const config::Config>(std::move(config)));
    return "config " + std::to_string(configs_.size() - 1);
  }
  [[nodiscard]] std::shared_ptr<const config::Config> parse(const std::string& text) const {
    constexpr std::string_view kGood = "config ";
    if (!text.starts_with(kGood)) return nullptr;
    return configs_.at(std::stoul(text.substr(kGood.size())));
  }

 private:
  std::vector<std::shared_ptr<const config::Config>> configs_;
};

struct World {
  World(std::uint64_t seed, Record& to, bool old_server)
      : random(hash_combine(seed, 0x51)), api(seed, old_server), record(to) {}

  Scheduler scheduler;
  Random random;
  ApiServer api;
  Lease lease;
  ConfigTexts configs;
  Mood mood;
  Record& record;

  [[nodiscard]] Instant now() const { return scheduler.now(); }
  [[nodiscard]] UnixSeconds wall() const {
    return UnixSeconds(1'700'000'000 + std::chrono::duration_cast<seconds>(now().time_since_epoch()).count());
  }
  [[nodiscard]] bool befalls(std::uint64_t thousandths) { return random.chance(thousandths, 1000); }
  [[nodiscard]] Duration between(Duration least, Duration most) {
    const auto span = static_cast<std::uint64_t>((most - least).count());
    return least + Duration(static_cast<Duration::rep>(random.below(span + 1)));
  }
  [[nodiscard]] Duration latency() {
    return mood.slow_network ? between(milliseconds(50), milliseconds(900))
                             : between(milliseconds(1), milliseconds(20));
  }
  void count(Thing thing) { record.counters.add(thing); }

  // `text` is made only when somebody reads it.
  template <class Text>
  void trace(Text&& text) {
    if (!record.tracing) return;
    const auto since =
        std::chrono::duration_cast<std::chrono::microseconds>(now().time_since_epoch()).count();
    record.trace.push_back(std::to_string(since) + "us " + text());
  }
};

}  // namespace herald::sim
