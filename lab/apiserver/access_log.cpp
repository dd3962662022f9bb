#include "lab/apiserver/access_log.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

std::string signature(const User& user, const Access& access, AccessLog::Verdict verdict) {
  std::string text = verdict == AccessLog::Verdict::allowed ? "+" : "-";
  for (const std::string& part : {user.name, access.verb, access.group, access.full_resource(),
                                  access.name_space, access.name, access.path})
    text += part + "\n";
  return text;
}

// A rule taken apart: one verb on one thing.
std::vector<json::object> single_rights(const json::object& rule) {
  std::vector<json::object> rights{{}};
  for (const char* part : {"verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"}) {
    const json::array& choices = list_at(rule, part);
    if (choices.empty()) continue;
    std::vector<json::object> longer;
    for (const json::object& right : rights) {
      for (const json::value& choice : choices) {
        longer.push_back(right);
        longer.back()[part] = json::array{choice};
      }
    }
    rights = std::move(longer);
  }
  return rights;
}

std::string describe(const json::object& right) {
  const auto only = [&](const char* part) {
    const json::array& list = list_at(right, part);
    return list.empty() ? std::string() : std::string(as_text(list.front()));
  };
  const std::string group = only("apiGroups");
  const std::string name = only("resourceNames");
  std::string text = only("verbs") + " " + only("resources") + only("nonResourceURLs");
  if (!group.empty()) text += "." + group;
  if (!name.empty()) text += " " + name;
  return text;
}

}  // namespace

void AccessLog::note(const User& user, const Access& access, Verdict verdict) {
  if (seen_.size() >= kMost || !seen_.insert(signature(user, access, verdict)).second) return;
  if (verdict == Verdict::allowed) {
    allowed_[user.name].push_back(access);
  } else {
    refused_[user.name].insert(refusal_text(user, access));
  }
}

std::vector<std::string> AccessLog::unused(const Store& store, const User& user) const {
  std::vector<std::string> unused;
  const auto known = allowed_.find(user.name);
  for (const GrantedRule& granted : rules_of(store, user)) {
    for (const json::object& right : single_rights(granted.rule)) {
      const bool used =
          known != allowed_.end() && std::ranges::any_of(known->second, [&](const Access& access) {
            const bool in_place = granted.name_space.empty() || granted.name_space == access.name_space;
            return in_place && rule_allows(right, access);
          });
      if (!used) unused.push_back(granted.role + ": " + describe(right));
    }
  }
  return unused;
}

std::vector<std::string> AccessLog::lacking(const Store& store, const User& user) const {
  std::vector<std::string> lacking;
  const auto known = allowed_.find(user.name);
  if (known == allowed_.end()) return lacking;
  for (const Access& access : known->second) {
    if (!is_allowed(store, user, access)) lacking.push_back(refusal_text(user, access));
  }
  return lacking;
}

std::vector<std::string> AccessLog::refused(const std::string& user) const {
  const auto known = refused_.find(user);
  if (known == refused_.end()) return {};
  return {known->second.begin(), known->second.end()};
}

}  // namespace herald::apiserver
