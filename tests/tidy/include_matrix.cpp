#include "tests/tidy/include_matrix.h"

#include "tests/tidy/repository.h"

#include <algorithm>

namespace herald::tidy {
namespace {

constexpr Purity kPure = Purity::pure;
constexpr Purity kImpure = Purity::impure;

using Names = std::vector<std::string_view>;

// What alloc, own, l2, bfd and bgp build on. They do not know each other.
const Names kFoundation = {"core/base", "core/net", "core/wire", "core/model"};
// What both brains think with.
const Names kDomain = {"core", "config", "kube/pure"};

Names operator+(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

// What kube, controller and speaker do not name as I/O or shell is pure: a new file asks for its impurity
// here.
// clang-format off
const std::vector<Area>& areas() {
  static const std::vector<Area> table = {
      // name              purity   files                          may use, beside itself
      {"core/base",        kPure,   {"core/base/**"},              {}},
      {"core/net",         kPure,   {"core/net/**"},               {"core/base"}},
      {"core/wire",        kPure,   {"core/wire/**"},              {"core/base", "core/net"}},
      {"core/model",       kPure,   {"core/model/**"},             {"core/base", "core/net"}},
      {"core/alloc",       kPure,   {"core/alloc/**"},             kFoundation},
      {"core/own",         kPure,   {"core/own/**"},               kFoundation},
      {"core/l2",          kPure,   {"core/l2/**"},                kFoundation},
      {"core/bfd",         kPure,   {"core/bfd/**"},               kFoundation},
      {"core/bgp",         kPure,   {"core/bgp/**"},               kFoundation},

      {"config",           kPure,   {"config/**"},                 {"core"}},
      {"runtime",          kImpure, {"runtime/**"},                {"core/base"}},

      // config: a kubeconfig is YAML, and one reader of YAML is enough; both daemons follow the ConfigMap.
      {"kube/io",          kImpure, {"kube/credentials*", "kube/api_client*", "kube/watcher*",
                                     "kube/recorder*", "kube/config_follower*", "kube/last_good*",
                                     "kube/cluster_metrics*", "kube/cluster_key*", "kube/cluster_options*",
                                     "kube/token_gate*", "kube/asked_log_level*"},
                                                                  {"core", "config", "kube/pure", "runtime"}},
      {"kube/pure",        kPure,   {"kube/**"},                   {"core"}},

      {"controller/shell", kImpure, {"controller/shell*", "controller/metrics*", "controller/main*"},
                                                 kDomain + Names{"controller/brain", "kube/io", "runtime"}},
      {"controller/brain", kPure,   {"controller/**"},             kDomain},

      // What BGP's sockets and its brain say to each other: values that both sides know.
      {"speaker/peering",  kPure,   {"speaker/wire_bgp_events.h", "speaker/bgp_orders.h",
                                     "speaker/bgp_reports.h"},    {"core"}},
      {"speaker/io",       kImpure, {"speaker/io/**"},             {"core", "runtime", "speaker/peering"}},
      {"speaker/shell",    kImpure, {"speaker/shell*", "speaker/metrics*", "speaker/main*"},
                                       kDomain + Names{"speaker/brain", "speaker/peering", "speaker/io",
                                                       "kube/io", "runtime"}},
      {"speaker/brain",    kPure,   {"speaker/**"},                kDomain + Names{"speaker/peering"}},

      {"cli",              kImpure, {"cli/**"},  kDomain + Names{"controller/brain", "kube/io", "runtime"}},
      {"lab",              kImpure, {"lab/**"},  kDomain + Names{"kube/io", "runtime"}},
      {"images",           kImpure, {"images/**"},               {"core/base"}},
  };
  return table;
}
// clang-format on

const Area* area_of(std::string_view path) {
  const auto found = std::find_if(areas().begin(), areas().end(),
                                  [&](const Area& area) { return matches_any(area.files, path); });
  return found == areas().end() ? nullptr : &*found;
}

bool is_pure(std::string_view path) {
  const Area* area = area_of(path);
  return area != nullptr && area->purity == Purity::pure;
}

}  // namespace herald::tidy
