#include "controller/teller.h"

#include "controller/verdict.h"
#include "core/base/hash.h"
#include "core/model/reason.h"

#include <algorithm>

namespace herald::controller {
namespace {

EventType type_of(const model::Condition& condition) {
  const bool healthy = std::ranges::any_of(model::all_reasons(), [&](model::Reason reason) {
    return is_healthy(reason) && condition.reason == model::name(reason);
  });
  return healthy ? EventType::normal : EventType::warning;
}

}  // namespace

void Teller::recall(const model::ServiceKey& key, const model::Condition& condition) {
  told_.try_emplace(digest(key), digest(condition));
}

void Teller::tell(const model::ServiceKey& key, const model::Condition& condition, Effects& effects) {
  const Digest said = digest(condition);
  const auto [at, first] = told_.try_emplace(digest(key), said);
  if (!first && at->second == said) return;
  at->second = said;
  if (first && condition.reason == model::name(model::Reason::kept)) return;
  effects.push_back(RecordEvent{.kind = ObjectKind::service,
                                .name_space = key.name_space,
                                .name = key.name,
                                .type = type_of(condition),
                                .reason = condition.reason,
                                .message = condition.message});
}

Teller::Digest Teller::digest(const model::Condition& condition) {
  return hash_combine(stable_hash(condition.reason, condition.is_true ? 1 : 0),
                      stable_hash(condition.message));
}

Teller::Digest Teller::digest(const model::ServiceKey& key) {
  return hash_combine(stable_hash(key.name_space), stable_hash(key.name));
}

void Teller::forget(const model::ServiceKey& key) {
  told_.erase(digest(key));
}

}  // namespace herald::controller
