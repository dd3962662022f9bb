#include "tests/sim/run.h"

#include "tests/sim/describe.h"
#include "tests/sim/laws.h"
#include "tests/sim/process.h"
#include "tests/sim/users.h"

#include <memory>
#include <string>
#include <vector>

namespace herald::sim {
namespace {

constexpr Duration kTrouble = seconds(60);
// After the last fault and the last edits (48 s later): a Lease that has to run out (15 s and its retries), a
// backoff at its cap (60 s), lists and watches.
constexpr Duration kRepair = seconds(150);
constexpr Duration kRest = seconds(130);  // longer than any backoff: what is still to be tried will be tried

class Run {
 public:
  Run(std::uint64_t seed, Record& record)
      : world_(seed, record, Random(seed).chance(1, 8)),
        laws_(world_),
        users_(world_, laws_, [this](const controller::Event& event) { broadcast(event); }) {
    observer_.config = [this](const auto& before, const auto& after) { laws_.on_config(before, after); };
    observer_.event = [this](const std::string& who, const auto& event) { laws_.on_event(who, event); };
    world_.api.observe([this](const ServiceChange& change) {
      laws_.on_change(change);
      wake_watches();
    });
  }

  void play();

 private:
  void broadcast(const controller::Event& event);
  void wake_watches();
  void choose_mood();
  void start_controller(std::size_t slot);
  void user_acts();
  void trouble();
  void trouble_for(std::size_t slot);
  void make_peace();
  void check_rest();
  [[nodiscard]] Process* leader();
  void until(Duration from_now);

  World world_;
  Laws laws_;
  Process::Observer observer_;
  Users users_;
  std::vector<std::unique_ptr<Process>> processes_;  // the dead ones too: their requests are still on the way
  std::vector<Process*> slots_;
  bool peace_ = false;
  bool stormy_ = false;  // leaders come and go while their writes are still on the way
};

void Run::play() {
  if (world_.api.drops_conditions()) world_.count(Thing::old_server);
  choose_mood();
  users_.settle_in();
  slots_.resize(1 + world_.random.below(3));
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    start_controller(slot);
  user_acts();
  trouble();
  until(kTrouble);
  make_peace();
  until(kRepair);
  check_rest();
  world_.record.steps = world_.scheduler.executed();
}

void Run::until(Duration from_now) {
  world_.scheduler.run_until(world_.now() + from_now, [this] { return world_.record.violation.has_value(); });
}

// Each kind of fault is absent from many runs, so that the others are seen alone too.
void Run::choose_mood() {
  const auto some = [this](std::uint64_t most) {
    return world_.random.chance(1, 2) ? world_.random.below(most) : 0;
  };
  world_.mood = {.conflict = some(150),
                 .throttle = some(200),
                 .error = some(200),
                 .forbid = some(60),
                 .no_backend = some(60),
                 .lose_request = some(150),
                 .lose_reply = some(200),
                 .late_request = some(200),
                 .cut_watch = some(60),
                 .delay_watch = some(250),
                 .repeat_watch = some(200),
                 .fail_list = some(400),
                 .fail_lease = some(200),
                 .slow_network = world_.random.chance(1, 6)};
  stormy_ = world_.random.chance(1, 4);
  if (stormy_) world_.mood.late_request = 500;
}

void Run::start_controller(std::size_t slot) {
  const std::string name = "c" + std::to_string(slot) + "." + std::to_string(processes_.size());
  processes_.push_back(std::make_unique<Process>(world_, name, observer_));
  slots_[slot] = processes_.back().get();
  slots_[slot]->start();
  for (const auto& [address, stranger] : laws_.strangers()) {
    slots_[slot]->tell(controller::AddressConflict{address, stranger});
  }
}

void Run::user_acts() {
  if (peace_) return;
  users_.do_something();
  wake_watches();
  const Duration pause = world_.random.chance(1, 2) ? world_.between(milliseconds(1), milliseconds(100))
                                                    : world_.between(milliseconds(100), seconds(1));
  world_.scheduler.after(pause, [this] { user_acts(); });
}

void Run::trouble() {
  if (peace_) return;
  if (world_.random.chance(1, 4)) {
    world_.count(Thing::compaction);
    world_.api.store().compact(world_.api.store().current_version());
  }
  trouble_for(world_.random.below(slots_.size()));
  world_.scheduler.after(world_.between(milliseconds(200), seconds(4)), [this] { trouble(); });
}

void Run::trouble_for(std::size_t slot) {
  Process& process = *slots_[slot];
  if (!process.alive() || process.stopping()) return;
  const std::uint64_t what = world_.random.below(stormy_ ? 8 : 16);
  if (what < 3) return process.disconnect();
  if (what == 3) return process.lose_lease(world_.between(seconds(9), stormy_ ? seconds(13) : seconds(20)));
  if (what > 5) return;
  world_.count(what == 4 ? Thing::crash : Thing::graceful_stop);
  if (what == 4) {
    process.crash();
  } else {
    process.stop();
  }
  world_.scheduler.after(world_.between(milliseconds(200), seconds(stormy_ ? 2 : 15)),
                         [this, slot] { start_controller(slot); });
}

void Run::broadcast(const controller::Event& event) {
  for (Process* process : slots_) {
    if (process != nullptr) process->tell(event);
  }
}

void Run::wake_watches() {
  for (Process* process : slots_) {
    if (process != nullptr && process->alive()) process->something_happened();
  }
}

void Run::make_peace() {
  world_.trace([] { return std::string("---- peace ----"); });
  peace_ = true;
  world_.mood = {};
  if (world_.random.chance(5, 6)) users_.make_config_good();
  wake_watches();
  // Nobody edits the configuration after that, which would make good what small changes have failed to do.
  for (int i = 0; i < 12; ++i) {
    world_.scheduler.after(seconds(25 + 2 * i), [this] {
      users_.do_something_small();
      wake_watches();
    });
  }
}

Process* Run::leader() {
  for (Process* process : slots_) {
    if (process->alive() && process->leading()) return process;
  }
  return nullptr;
}

void Run::check_rest() {
  if (world_.record.violation) return;
  const Process* const leading = leader();
  if (leading == nullptr) return world_.record.violate("at rest somebody leads", "nobody does");
  laws_.at_rest(*leading);
  const std::uint64_t writes = laws_.writes();
  const kube::Version version = world_.api.store().current_version();
  until(kRest);
  if (world_.record.violation) return;
  if (laws_.writes() != writes || world_.api.store().current_version() != version) {
    world_.record.violate("at rest nothing is written", std::to_string(laws_.writes() - writes) + " writes");
  }
}

}  // namespace

Record run(std::uint64_t seed, bool tracing) {
  Record record;
  record.tracing = tracing;
  Run(seed, record).play();
  return record;
}

}  // namespace herald::sim
