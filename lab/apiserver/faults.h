// Things that go wrong on request, so that tests can see a client through them. Rules are tried in order;
// each holds for a number of requests.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace herald::apiserver {

enum class FaultKind : std::uint8_t {
  latency,     // the answer comes late
  too_many,    // 429 with Retry-After
  conflict,    // 409
  error,       // 500
  drop_watch,  // a watch's connection is cut in the middle
  mute_watch,  // a watch stays open, but nothing comes any more: half-open TCP
  trickle,     // the answer comes in slow pieces
};

struct Fault {
  FaultKind kind = FaultKind::latency;
  std::string verb;               // empty: any
  std::string resource;           // likewise
  std::int64_t count = 1;         // how often; below 0: until the rules are replaced
  std::int64_t milliseconds = 0;  // latency; for watches, how long they live before it strikes
  std::int64_t retry_after = 1;   // seconds
  std::int64_t bytes_per_second = 0;
};

class FaultPlan {
 public:
  // {"faults":[{"fault":"too_many","verb":"patch","resource":"services","count":3,"retryAfter":1}]}
  [[nodiscard]] static Result<FaultPlan, std::string> parse(const json::object& text);
  [[nodiscard]] json::object to_json() const;

  // Every fault that strikes this request; each is counted.
  [[nodiscard]] std::vector<Fault> strike(const Target& target);

 private:
  std::vector<Fault> rules_;
};

}  // namespace herald::apiserver
