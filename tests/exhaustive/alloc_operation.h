// The small world in which every history is tried: two pools of three addresses, three Services, and all that
// can happen to them. Both sides, product and oracle, are driven by these words.
#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace herald::exhaustive {

inline constexpr int kServices = 3;          // "a", "b", "c": the order in which they are served
inline constexpr int kAddressesPerPool = 3;  // address i of pool p is 10.0.p.i+1; its number is 3 * p + i

// What a Service may ask for.
struct Variant {
  std::string_view name;
  int pool;          // -1: any
  int address;       // -1: any
  bool sharing_key;  // all Services use the same key
  int port;
};

inline constexpr std::array kVariants = {
    Variant{"plain", -1, -1, false, 80},
    Variant{"in pool 1", 1, -1, false, 80},
    Variant{"at 10.0.0.2, shared", -1, 1, true, 443},
    Variant{"shared 80", -1, -1, true, 80},
    Variant{"shared 443", -1, -1, true, 443},
};

// What the operator may configure: which addresses of each pool can be handed out. `left_out` says how those
// that can not are left out: by a shorter range, or by `exclude`.
struct PoolsSetting {
  std::string_view name;
  std::array<std::vector<int>, 2> addresses;  // empty: the pool is not there
  bool by_exclude;
};

inline const std::array<PoolsSetting, 4> kSettings = {{
    {"both pools", {{{0, 1, 2}, {3, 4, 5}}}, false},
    {"one address", {{{0}, {}}}, false},
    {"second pool only", {{{}, {3, 4, 5}}}, false},
    {"first without its second, second of one", {{{0, 2}, {3}}}, true},
}};

struct Operation {
  enum class Kind { write, remove, configure, restart };
  Kind kind;
  int service = 0;
  int variant = 0;
  int setting = 0;
};

inline std::vector<Operation> all_operations() {
  std::vector<Operation> all;
  for (int service = 0; service < kServices; ++service) {
    for (int variant = 0; variant < static_cast<int>(kVariants.size()); ++variant) {
      all.push_back({Operation::Kind::write, service, variant, 0});
    }
    all.push_back({Operation::Kind::remove, service, 0, 0});
  }
  for (int setting = 0; setting < static_cast<int>(kSettings.size()); ++setting) {
    all.push_back({Operation::Kind::configure, 0, 0, setting});
  }
  all.push_back({Operation::Kind::restart});
  return all;
}

}  // namespace herald::exhaustive
