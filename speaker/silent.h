// The addresses that nobody can announce, and why: what the API objects say, and beyond it whether a speaker
// runs where the address may be announced and has an interface for it.
#pragma once

#include "core/model/reason.h"
#include "core/net/ip_range_set.h"
#include "core/own/types.h"
#include "speaker/l2_plan.h"
#include "speaker/roster.h"

#include <map>
#include <string>

namespace herald::speaker {

using Silent = std::map<model::Reason, net::IpRangeSet>;

// `unable`: what this speaker itself announces nothing of.
[[nodiscard]] Silent silent_addresses(const Layer2Plan::Desires& desires, const Roster& roster,
                                      const std::map<own::InterfaceNeed, std::string>& unable);

}  // namespace herald::speaker
