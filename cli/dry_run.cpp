#include "cli/dry_run.h"

#include "controller/brain.h"
#include "controller/verdict.h"
#include "core/base/check.h"

#include <deque>
#include <map>
#include <utility>
#include <variant>

namespace herald::cli {
namespace {

using controller::Brain;

// An API server that says yes. Versions count up, as real ones do.
class AgreeableCluster {
 public:
  AgreeableCluster(const ClusterFiles& files, const std::string& load_balancer_class)
      : brain_({.load_balancer_class = load_balancer_class,
                .config_namespace = "",
                .config_name = "",
                .writes = {},
                .seed = 0}) {
    // A namespace that the files only mention has no labels. In a cluster every Service has its namespace,
    // and the brain waits until it has heard of it.
    std::map<std::string, model::Labels> namespaces = files.namespaces;
    for (const model::Service& service : files.services)
      namespaces.try_emplace(service.key.name_space);
    for (auto& [name, labels] : namespaces)
      events_.emplace_back(controller::NamespaceChanged{name, std::move(labels)});
    for (model::Service service : files.services) {
      service.resource_version = next_version();
      events_.emplace_back(controller::ServiceChanged{service});
      services_.emplace(service.key, std::move(service));
    }
    events_.emplace_back(controller::ConfigChanged{files.config, std::nullopt});
    events_.emplace_back(controller::Leader{true});
  }

  // Until nothing is left to say. Each Service is written a bounded number of times (status, annotation), so
  // this ends; the bound only guards against a mistake of ours.
  void settle() {
    const std::size_t bound = 100 * (services_.size() + events_.size() + 1);
    for (std::size_t steps = 0; !events_.empty(); ++steps) {
      HERALD_CHECK(steps < bound);
      controller::Event event = std::move(events_.front());
      events_.pop_front();
      for (controller::Effect& effect : brain_.step(Instant(), std::move(event)))
        std::visit([&](auto& each) { perform(each); }, effect);
    }
  }

  [[nodiscard]] const model::Service& stored(const model::ServiceKey& key) const { return services_.at(key); }

 private:
  void perform(const controller::Refresh& refresh) {
    events_.emplace_back(controller::Synced{refresh.ticket});
  }
  void perform(const controller::PatchStatus& patch) {
    model::Service& service = services_.at(patch.service);
    service.ingress = patch.ingress;
    service.assigned = patch.condition;
    agree(patch.id, service);
  }
  void perform(const controller::PatchAnnotation& patch) {
    model::Service& service = services_.at(patch.service);
    for (const auto& [annotation, text] : patch.notes) {
      service.annotations.erase(annotation);
      if (!text.empty()) service.annotations.emplace(annotation, text);
    }
    agree(patch.id, service);
  }
  void perform(const auto&) {}  // Events and the like are for a cluster

  void agree(controller::WriteId id, model::Service& service) {
    service.resource_version = next_version();
    events_.emplace_back(controller::WriteDone{id, service.key, controller::outcome::Ok{service}});
  }
  std::string next_version() { return std::to_string(++version_); }

  Brain brain_;
  std::map<model::ServiceKey, model::Service> services_;
  std::deque<controller::Event> events_;
  std::uint64_t version_ = 0;
};

}  // namespace

std::vector<Outcome> dry_run(const ClusterFiles& cluster, const std::string& load_balancer_class) {
  AgreeableCluster world(cluster, load_balancer_class);
  world.settle();
  std::vector<Outcome> outcomes;
  for (const model::Service& before : cluster.services) {
    if (!before.is_load_balancer) continue;
    const model::Service& after = world.stored(before.key);
    outcomes.push_back({.service = after,
                        .handled = after.assigned.has_value(),
                        .changed = after.ingress != before.ingress});
  }
  return outcomes;
}

}  // namespace herald::cli
