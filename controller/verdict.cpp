#include "controller/verdict.h"

#include "controller/adopted.h"

#include <algorithm>
#include <array>

namespace herald::controller {
namespace {

constexpr std::array kHealthy = {model::Reason::assigned, model::Reason::kept, model::Reason::shared};

std::vector<net::IpAddress> ingress(const model::Service& service, const Decision& decision) {
  if (decision.action == Action::keep) return service.ingress;
  if (decision.action == Action::assign) return decision.addresses;
  return {};
}

model::Condition condition(const Decision& decision, const std::optional<model::Condition>& told) {
  const bool has_address = decision.action == Action::keep || decision.action == Action::assign;
  if (decision.action == Action::keep && is_healthy(decision.reason) && told && says_healthy(*told))
    return *told;
  return {.is_true = has_address,
          .reason = std::string(model::name(decision.reason)),
          .message = decision.message};
}

// The names, each once, in the order of the addresses. A stranded address is in no pool now: speakers go by
// the pool that it came from, so the annotation stays.
std::optional<std::string> pool(const Decision& decision) {
  if (decision.action == Action::clear || decision.action == Action::refuse) return "";
  std::string text;
  for (auto name = decision.pools.begin(); name != decision.pools.end(); ++name) {
    if (name->empty()) return std::nullopt;
    if (std::find(decision.pools.begin(), name, *name) != name) continue;
    if (!text.empty()) text += ",";
    text += *name;
  }
  return text;
}

// Empty: it is not there.
std::string_view note_on(const model::Service& service, std::string_view annotation) {
  const auto at = service.annotations.find(annotation);
  return at == service.annotations.end() ? std::string_view{} : std::string_view(at->second);
}

}  // namespace

Wanted render(const model::Service& service, const Decision& decision,
              const std::optional<model::Condition>& told) {
  Wanted wanted{.ingress = ingress(service, decision),
                .condition = std::nullopt,
                .pool = pool(decision),
                .protocol = std::string(config::note_of(decision.protocol)),
                .adopted = adoption_note(decision.adopted)};
  if (decision.action != Action::let_go) wanted.condition = condition(decision, told);
  return wanted;
}

model::Condition as_condition(const model::Refusal& refusal) {
  return {.is_true = false, .reason = std::string(model::name(refusal.reason)), .message = refusal.message};
}

bool says_healthy(const model::Condition& condition) {
  return condition.is_true && std::ranges::any_of(kHealthy, [&](model::Reason reason) {
           return condition.reason == model::name(reason);
         });
}

bool is_healthy(model::Reason reason) {
  return std::ranges::find(kHealthy, reason) != kHealthy.end();
}

std::string_view pool_annotation(const model::Service& service) {
  return note_on(service, kPoolAnnotation);
}

model::Labels notes_to_make(const model::Service& service, const Wanted& wanted) {
  model::Labels notes;
  const auto note = [&](std::string_view annotation, const std::string& text) {
    if (note_on(service, annotation) != text) notes.emplace(annotation, text);
  };
  if (wanted.pool) {
    note(kPoolAnnotation, *wanted.pool);
    note(config::kProtocolAnnotation, wanted.protocol);
  }
  note(config::kAdoptedAnnotation, wanted.adopted);
  return notes;
}

}  // namespace herald::controller
