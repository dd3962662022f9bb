// Turns the ConfigMap, as the watch shows it, into what the brain is told about the configuration. When the
// present one is bad or missing and no good one has been seen, the last good one is fetched first; whatever
// happens meanwhile waits, so that the brain hears everything in order.
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "config/news.h"
#include "kube/last_good.h"
#include "kube/objects.h"
#include "runtime/task_group.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace herald::kube {

struct ConfigFollowerParts {
  Key name;
  LastGood& last_good;
  runtime::Logger& logger;
  std::function<void(config::News)> tell;            // the brain
  std::function<void(std::uint64_t ticket)> synced;  // behind everything that the list showed
};

class ConfigFollower {
 public:
  ConfigFollower(const runtime::Executor& executor, const runtime::Clock& clock, ConfigFollowerParts parts);

  // What the watch shows.
  void upserted(const Object<ConfigMap>& object);
  void removed();
  void synced(std::uint64_t ticket);

  [[nodiscard]] runtime::Task<> leave();

  // The configuration that holds; null when there was none yet.
  [[nodiscard]] const std::shared_ptr<const config::Config>& present() const { return present_; }
  [[nodiscard]] const std::string& uid() const { return uid_; }

 private:
  using Step = std::function<void()>;

  void read(const std::string& text);
  void accept(std::shared_ptr<const config::Config> config, std::optional<std::string> text);
  void refuse(config::News news);
  void in_order(Step step);
  [[nodiscard]] runtime::Task<> fetch_last_good();
  void use_last_good(const std::string& text);

  ConfigFollowerParts parts_;
  runtime::TaskGroup fetches_;
  std::shared_ptr<const config::Config> present_;
  std::string uid_;
  std::string version_;  // looked at last
  bool there_ = false;
  bool missing_told_ = false;
  bool fetching_ = false;
  bool fetched_ = false;
  std::vector<Step> waiting_;
};

// Each on a line of its own: "config:14:9 address-pools[0]...".
[[nodiscard]] std::string describe(const config::Diagnostics& diagnostics);

}  // namespace herald::kube
