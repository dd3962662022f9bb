// layer2
#include "config/drafts.h"
#include "config/keys.h"
#include "config/network_readers.h"
#include "config/readers.h"

namespace herald::config {

std::optional<Layer2> ReadLayer2::operator()(const Cursor& at) const {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  Layer2 layer2;
  Keys keys(at);
  keys.optional("liveness-interval", layer2.liveness_interval,
                DurationIn<milliseconds>{.min = milliseconds(10), .max = milliseconds(60'000)});
  keys.optional("liveness-multiplier", layer2.liveness_multiplier, WholeNumber<int>{.min = 2, .max = 255});
  keys.optional("refresh", layer2.refresh, DurationIn<seconds>{.min = seconds(1), .max = seconds(86'400)});
  keys.optional("conflict-probe", layer2.conflict_probe, Boolean{});
  keys.optional("sticky", layer2.sticky, Boolean{});
  keys.optional("ignore-interfaces", layer2.ignore_interfaces, ListOf{InterfaceName{.glob = true}});
  keys.finish();
  return layer2;
}

}  // namespace herald::config
