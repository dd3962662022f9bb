#include "tests/sim/process.h"

#include "tests/sim/describe.h"

#include <utility>
#include <variant>

namespace herald::sim {
namespace {

controller::Brain::Settings settings(std::uint64_t seed) {
  controller::Brain::Settings settings;
  settings.writes.in_flight = kMaxInFlight;
  settings.seed = seed;
  return settings;
}

std::string one_line(const controller::Event& event) {
  using namespace controller;
  if (const auto* changed = std::get_if<ServiceChanged>(&event)) return "sees " + describe(changed->service);
  if (const auto* gone = std::get_if<ServiceGone>(&event)) return "sees " + gone->key.to_string() + " gone";
  if (const auto* done = std::get_if<WriteDone>(&event)) return "is answered " + describe(*done);
  if (const auto* leader = std::get_if<Leader>(&event)) return leader->leading ? "leads" : "leads no more";
  if (const auto* synced = std::get_if<Synced>(&event)) return "synced " + std::to_string(synced->ticket);
  if (const auto* rejected = std::get_if<ConfigRejected>(&event))
    return "sees bad config " + rejected->problems;
  if (std::holds_alternative<ConfigGone>(event)) return "sees config gone";
  if (const auto* changed = std::get_if<ConfigChanged>(&event)) {
    std::string text = "sees config " + changed->text.value_or("(last good)");
    for (const auto& pool : changed->config->pools)
      text += " " + describe(pool.spec);
    return text;
  }
  if (const auto* changed = std::get_if<NamespaceChanged>(&event)) {
    std::string text = "sees namespace " + changed->name;
    for (const auto& [key, value] : changed->labels)
      text += " " + key + "=" + value;
    return text;
  }
  if (const auto* conflict = std::get_if<AddressConflict>(&event)) {
    return "hears of a stranger on " + conflict->address.to_string();
  }
  if (std::holds_alternative<Stop>(event)) return "is to stop";
  return "event " + std::to_string(event.index());
}

}  // namespace

Process::Process(World& world, std::string name, const Observer& observer)
    : world_(world),
      name_(std::move(name)),
      observer_(observer),
      brain_(settings(world.random.next())),
      watches_(world, [this](controller::Event event) { tell(std::move(event)); }),
      clock_offset_(world.between(seconds(1), seconds(100'000))) {}

void Process::start() {
  world_.trace([&] { return name_ + " starts"; });
  watches_.refresh(0);
  world_.scheduler.after(world_.between(milliseconds(1), kLeaseRetry), [this] { try_lease(); });
}

void Process::tell(controller::Event event) {
  if (!alive_) return;
  world_.trace([&] { return name_ + " " + one_line(event); });
  if (const auto* seen = std::get_if<controller::ServiceChanged>(&event)) {
    uids_[seen->service.key] = seen->service.uid;
    if (brain_.phase() == controller::Phase::steady &&
        !brain_.snapshot().knows_namespace(seen->service.key.name_space))
      world_.count(Thing::namespace_awaited);
  }
  if (auto* changed = std::get_if<controller::ConfigChanged>(&event)) {
    observer_.config(config_, changed->config);
    config_ = changed->config;
  }
  for (controller::Effect& effect : brain_.step(own_time(), std::move(event)))
    perform(std::move(effect));
  schedule_tick();
}

void Process::schedule_tick() {
  const Instant deadline = brain_.next_deadline();
  if (!alive_ || deadline == kNever || deadline >= tick_at_) return;
  tick_at_ = deadline;
  world_.scheduler.at(deadline - clock_offset_, [this, deadline] {
    if (tick_at_ != deadline) return;
    tick_at_ = kNever;
    tell(controller::Tick{});
  });
}

void Process::perform(controller::Effect&& effect) {
  world_.trace([&] { return name_ + " -> " + describe(effect); });
  std::visit([this](auto&& each) { perform(std::move(each)); }, std::move(effect));
}

void Process::perform(controller::RecordEvent&& event) {
  world_.count(Thing::event_recorded);
  if (!leading_) world_.record.violate("only the leader speaks", name_ + ": " + event.message);
  // Of one incarnation of the Service: another one has a story of its own.
  const std::string uid =
      event.kind == controller::ObjectKind::service ? uids_[{event.name_space, event.name}] : "";
  observer_.event(name_ + " on " + uid, event);
}

void Process::perform(controller::SaveLastGood&& save) {
  world_.scheduler.after(world_.latency(), [this, text = std::move(save.text)] {
    world_.api.put({kConfigMaps, "", kLastGoodName}, text, world_.wall());
  });
}

void Process::perform(controller::Stopped&& stopped) {
  if (!open_.empty()) world_.record.violate("a farewell waits for its writes", name_);
  if (stopped.may_release_lease) world_.lease.release(name_);
  crash();
}

void Process::check_manners(const model::ServiceKey& key, const std::string& version) {
  const std::string what = name_ + " writes " + key.to_string();
  if (!leading_ || world_.now() > leader_until_) world_.record.violate("only the leader writes", what);
  if (version.empty()) world_.record.violate("every write names its version", what);
  if (open_.size() >= kMaxInFlight) world_.record.violate("so many writes in flight", what);
  for (const auto& [id, open] : open_) {
    if (open.service == key) world_.record.violate("one write for each service", what);
  }
  if (world_.now() < not_before_[uids_[key]]) world_.record.violate("Retry-After is obeyed", what);
}

template <class Patch>
void Process::send(Patch patch) {
  check_manners(patch.service, patch.resource_version);
  open_.emplace(patch.id, Request{patch.service, uids_[patch.service]});
  world_.scheduler.after(kRequestTimeout,
                         [this, id = patch.id] { answered(id, controller::outcome::Failed{"timeout"}); });
  if (world_.befalls(world_.mood.lose_request)) return world_.count(Thing::lost_request);
  Duration way = world_.latency();
  if (world_.befalls(world_.mood.late_request)) {
    world_.count(Thing::late_request);
    way = world_.between(seconds(1), kLongestWay);
  }
  world_.scheduler.after(way, [this, patch = std::move(patch)] { arrive(patch); });
}

// At the API server, whatever has become of the sender in the meantime.
template <class Patch>
void Process::arrive(const Patch& patch) {
  if (world_.befalls(world_.mood.throttle)) {
    world_.count(Thing::throttled);
    const Duration retry_after = seconds(1 + world_.random.below(3));
    return refuse(patch.id, {.status = 429, .retry_after = retry_after, .why = "429"});
  }
  if (world_.befalls(world_.mood.no_backend)) {
    world_.count(Thing::strangers_404);
    return refuse(patch.id, {.status = 404, .why = "404 page not found"});
  }
  if (world_.befalls(world_.mood.forbid)) {
    world_.count(Thing::forbidden);
    return refuse(patch.id, {.status = 403, .why = "403"});
  }
  if (world_.befalls(world_.mood.error)) {
    world_.count(Thing::server_error);
    return refuse(patch.id, {.status = 500, .why = "500"});
  }
  if (world_.befalls(world_.mood.conflict)) {
    world_.count(Thing::conflict_burst);
    return refuse(patch.id, {.status = 409, .why = "409"});
  }
  PatchResult result = world_.api.patch(name_, patch);
  if (result.answer == Answer::ok && !leading_) world_.count(Thing::written_while_deposed);
  if (result.answer == Answer::conflict) world_.count(Thing::conflict_seen);
  if (world_.befalls(world_.mood.lose_reply)) return world_.count(Thing::lost_reply);
  if (result.answer == Answer::gone)
    return refuse(patch.id, {.status = 404, .is_absent = true, .why = "404 NotFound"});
  if (result.answer == Answer::conflict) return refuse(patch.id, {.status = 409, .why = "409"});
  answer(patch.id, controller::outcome::Ok{std::move(*result.stored)}, world_.latency());
}

// What a refusal means is the product's to say, here as in its shell.
void Process::refuse(controller::WriteId id, controller::RefusedWrite write) {
  answer(id, controller::outcome_of(std::move(write)), world_.latency());
}

void Process::answer(controller::WriteId id, Outcome outcome, Duration delay) {
  world_.scheduler.after(delay, [this, id, outcome = std::move(outcome)] { answered(id, outcome); });
}

void Process::answered(controller::WriteId id, Outcome outcome) {
  const auto open = open_.find(id);
  if (!alive_ || open == open_.end()) return;
  const Request request = open->second;
  open_.erase(open);
  if (const auto* throttled = std::get_if<controller::outcome::Throttled>(&outcome)) {
    not_before_[request.uid] = world_.now() + throttled->retry_after;
  }
  tell(controller::WriteDone{.id = id, .service = request.service, .outcome = std::move(outcome)});
}

void Process::disconnect() {
  world_.count(Thing::disconnect);
  world_.trace([&] { return name_ + " is disconnected"; });
  watches_.cut();
  const auto open = open_;
  for (const auto& [id, request] : open)
    answered(id, controller::outcome::Failed{"disconnected"});
}

void Process::crash() {
  world_.trace([&] { return name_ + " is gone"; });
  alive_ = false;
  leading_ = false;
  watches_.close();
}

void Process::stop() {
  stopping_ = true;
  leading_ = false;
  tell(controller::Stop{});
  world_.scheduler.after(kRequestTimeout + seconds(1), [this] {
    if (alive_) world_.record.violate("a farewell ends", name_);
  });
}

void Process::lose_lease(Duration for_how_long) {
  lease_dark_until_ = world_.now() + for_how_long;
}

void Process::try_lease() {
  if (!alive_ || stopping_) return;
  world_.scheduler.after(kLeaseRetry, [this] { try_lease(); });
  if (world_.now() < lease_dark_until_ || world_.befalls(world_.mood.fail_lease)) return;
  const Instant sent = world_.now();
  world_.scheduler.after(world_.latency(), [this, sent] {
    if (!alive_ || stopping_) return;
    const bool granted = world_.lease.try_acquire(name_, world_.now());
    world_.scheduler.after(world_.latency(), [this, granted, sent] { lease_answer(granted, sent); });
  });
}

// Counted from when the request was sent: the server may have begun to count only later, never earlier.
void Process::lease_answer(bool granted, Instant sent) {
  if (!alive_ || stopping_) return;
  if (!granted) return set_leading(false);
  leader_until_ = sent + kRenewDeadline;
  if (world_.now() >= leader_until_) return;
  set_leading(true);
  world_.scheduler.at(leader_until_, [this, until = leader_until_] {
    if (alive_ && !stopping_ && leader_until_ == until) set_leading(false);
  });
}

void Process::set_leading(bool leading) {
  if (leading_ == leading) return;
  leading_ = leading;
  world_.count(leading ? Thing::leader_changed : Thing::lease_lost);
  tell(controller::Leader{leading});
}

}  // namespace herald::sim
