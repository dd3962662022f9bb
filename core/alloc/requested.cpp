// Choosing for Services that ask for addresses: all of them, or none and the reason.

#include "core/alloc/choice.h"

#include <utility>

namespace herald::alloc {

using model::Reason;
using model::Refusal;

std::optional<Refusal> Choice::family_objection() const {
  const FamilyNeed& need = demand_.families;
  const auto say = [](std::string text) {
    return Refusal{Reason::family_mismatch, "no address: " + std::move(text)};
  };
  const std::string primary(net::family_name(need.primary));
  for (const net::IpAddress address : demand_.request.addresses) {
    if (address.family() == need.primary || address.family() == need.second) continue;
    return say(address.to_string() + " is asked for, but the Service is " + primary + " only");
  }
  if (!requested(need.primary)) {
    return say("an " + primary + " address must be asked for too, because the Service's first family is " +
               primary);
  }
  if (need.second_required && !requested(*need.second)) {
    return say("an " + std::string(net::family_name(*need.second)) +
               " address must be asked for too, because the Service is RequireDualStack");
  }
  return std::nullopt;
}

Choice::Answer Choice::give_requested_addresses() {
  if (auto refusal = family_objection()) return fail(Denial{std::move(*refusal), {}});
  if (demand_.request.pool && !books_.pools().named(*demand_.request.pool)) {
    return fail(deny_unknown_pool(books_, *demand_.request.pool));
  }
  for (const net::IpAddress address : demand_.request.addresses) {
    if (got(address.family())) continue;
    if (auto refusal = judge_.objection(address)) {
      Waits waits;
      waits.addresses.insert(address);
      return fail(Denial{{refusal->reason, "no address: " + refusal->message}, std::move(waits)});
    }
    got(address.family()) = address;
  }
  const FamilyNeed& need = demand_.families;
  if (!need.second || got(*need.second)) return placement();
  const Index pool = *books_.pools().offering(*got(need.primary));
  if (take({pool}, *need.second)) return placement();
  return unfinished(search({*need.second}, {pool}));
}

}  // namespace herald::alloc
