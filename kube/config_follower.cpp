#include "kube/config_follower.h"

#include "config/parse.h"
#include "runtime/log_events.h"

#include <utility>

namespace herald::kube {
namespace {

namespace events = runtime::events;

}  // namespace

std::string describe(const config::Diagnostics& diagnostics) {
  std::string text;
  for (const config::Diagnostic& diagnostic : diagnostics)
    text += (text.empty() ? "" : "\n") + diagnostic.to_string();
  return text;
}

ConfigFollower::ConfigFollower(const runtime::Executor& executor, const runtime::Clock& clock,
                               ConfigFollowerParts parts)
    : parts_(std::move(parts)), fetches_(executor, clock, parts_.logger) {}

void ConfigFollower::upserted(const Object<ConfigMap>& object) {
  if (there_ && object.meta.resource_version == version_) return;  // listed anew
  there_ = true;
  missing_told_ = false;
  uid_ = object.meta.uid;
  version_ = object.meta.resource_version;
  const auto text = object.value.data.find(kConfigDataKey);
  if (text == object.value.data.end()) {
    return refuse(config::Rejected{"the ConfigMap has no data key \"config\"; put the configuration there"});
  }
  read(text->second);
}

void ConfigFollower::removed() {
  there_ = false;
  uid_.clear();
  missing_told_ = true;
  parts_.logger.log(events::kConfigMissing, {{"config", parts_.name.to_string()}});
  refuse(config::Gone{});
}

void ConfigFollower::synced(std::uint64_t ticket) {
  if (!there_ && !missing_told_) removed();
  in_order([this, ticket] { parts_.synced(ticket); });
}

void ConfigFollower::read(const std::string& text) {
  auto parsed = config::parse(text);
  if (!parsed) {
    std::string problems = describe(parsed.error());
    parts_.logger.log(events::kConfigRejected, {{"config", parts_.name.to_string()}, {"problems", problems}});
    return refuse(config::Rejected{std::move(problems)});
  }
  if (!parsed->warnings.empty()) {
    parts_.logger.log(events::kConfigWarnings,
                      {{"config", parts_.name.to_string()}, {"warnings", describe(parsed->warnings)}});
  }
  parts_.logger.log(events::kConfigApplied,
                    {{"config", parts_.name.to_string()}, {"pools", parsed->config.pools.size()}});
  accept(std::make_shared<const config::Config>(std::move(parsed->config)), text);
}

void ConfigFollower::accept(std::shared_ptr<const config::Config> config, std::optional<std::string> text) {
  in_order([this, config = std::move(config), text = std::move(text)] {
    present_ = config;
    parts_.tell(config::Changed{.config = config, .text = text});
  });
}

void ConfigFollower::refuse(config::News news) {
  if (present_ == nullptr && !fetched_ && !fetching_ && waiting_.empty()) {
    fetching_ = true;
    fetches_.spawn("last good configuration", fetch_last_good());
  }
  in_order([this, news = std::move(news)] { parts_.tell(news); });
}

void ConfigFollower::in_order(Step step) {
  if (fetching_) {
    waiting_.push_back(std::move(step));
  } else {
    step();
  }
}

runtime::Task<> ConfigFollower::fetch_last_good() {
  const std::optional<std::string> text = co_await parts_.last_good.load();
  fetching_ = false;
  fetched_ = true;
  if (text) use_last_good(*text);
  for (const Step& step : std::exchange(waiting_, {}))
    step();
}

// Told before what is wrong with the present one, so that the brain knows both: what holds, and that it is
// old.
void ConfigFollower::use_last_good(const std::string& text) {
  auto parsed = config::parse(text);
  if (!parsed) {
    parts_.logger.log(events::kLastGoodUnavailable, {{"what", describe(parsed.error())}});
    return;
  }
  parts_.logger.log(events::kLastGoodUsed, {{"pools", parsed->config.pools.size()}});
  accept(std::make_shared<const config::Config>(std::move(parsed->config)), std::nullopt);
}

runtime::Task<> ConfigFollower::leave() {
  fetches_.cancel();
  co_await fetches_.leave();
}

}  // namespace herald::kube
