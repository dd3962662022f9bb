// What should become of one Service: a pure function of the Service, the pools and who holds what. It decides
// and explains; the brain carries it out.
#pragma once

#include "config/config.h"
#include "config/service_notes.h"
#include "core/alloc/allocator.h"
#include "core/model/reason.h"
#include "core/model/service.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::controller {

using config::kPoolAnnotation;  // which pools an assigned Service was served from

enum class Action : std::uint8_t {
  ignore,  // not ours: never touch it; what the ledger may still hold for it is let go without a write
  let_go,  // no longer ours, but what it shows, or may yet come to show, is: that goes, and our condition
           // with it
  keep,    // the status is right as it is
  assign,  // the status shall show `addresses`; those it shows now and then no longer are let go afterwards
  clear,   // the status shall show nothing, the address is let go
  refuse,  // there is nothing to give, and nothing is shown
};

struct Decision {
  Action action = Action::ignore;
  std::vector<net::IpAddress> addresses;  // what the status shall show
  std::vector<std::string>
      pools;  // the pool of each address; empty for a stranded one, whose annotation must go
              // on naming the pool it came from: that tells an old request from a new one
  config::Protocol protocol = config::Protocol::layer2;  // of all these pools together; not for plan() to say
  std::vector<net::IpAddress> adopted;         // those of `addresses` that the Service had before us
  model::Reason reason = model::Reason::kept;  // of what is ours
  std::string message;                         // for the condition and the Event
  alloc::Waits waits;                          // what may improve it
  alloc::SharingTerms sharing;                 // the terms to hold `addresses` under
};

struct PlanInput {
  const model::Service& service;
  const model::Labels& namespace_labels;
  const alloc::Allocator& allocator;
  config::Stranded stranded = config::Stranded::keep;
  std::string_view load_balancer_class = {};  // --lb-class; empty: Services without a class
  bool first_sight = false;  // we have given the Service nothing: what its status shows, others gave
};

[[nodiscard]] Decision plan(const PlanInput& input);

}  // namespace herald::controller
