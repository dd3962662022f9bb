// All that the controller thinks: the brain, which gives addresses, and beside it what is made of the
// speakers' reports. The second never holds up the first: it looks at what the brain knows after each step,
// tells it of conflicts on the LAN, and has the condition lb.herald/Announced written.
#pragma once

#include "controller/announced.h"
#include "controller/announcers.h"
#include "controller/brain.h"
#include "controller/quarantines.h"
#include "core/base/machine.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace herald::controller {

struct LeaseLost {
  std::string name;
};

class Mind {
 public:
  using Event = std::variant<controller::Event, LeaseSeen, LeaseLost, AnnouncedWritten>;
  struct Effects {
    controller::Effects of_brain;
    std::vector<PatchAnnounced> announced;
  };

  explicit Mind(const Brain::Settings& settings, AnnouncedLimits limits = {});
  Mind(const Mind&) = delete;  // the parts know each other
  Mind& operator=(const Mind&) = delete;
  ~Mind() = default;

  Effects step(Instant now, Event event);
  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] const Brain& brain() const { return brain_; }

 private:
  void on(Instant now, controller::Event&& event, Effects& effects);
  void on(Instant now, LeaseSeen&& event, Effects& effects);
  void on(Instant now, LeaseLost&& event, Effects& effects);
  void on(Instant now, AnnouncedWritten&& event, Effects& effects);

  void tell_brain(Instant now, controller::Event event, Effects& effects);
  void note(Instant now, const Announcers::Changes& changes, Effects& effects);
  void note_stranger(Instant now, net::IpAddress address, Effects& effects);

  Brain brain_;
  Announcers announcers_;
  Quarantines quarantines_;
  AnnouncedConditions conditions_;
  bool leading_ = false;
};

static_assert(Machine<Mind>);

}  // namespace herald::controller
