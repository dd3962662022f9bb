// Who did what: the distinct accesses of each user, and what of his rights he has not used. For the test that
// holds a daemon's manifest against what it really does: a verb too few is refused, a verb too many is
// listed.
#pragma once

#include "lab/apiserver/object.h"
#include "lab/apiserver/rbac.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace herald::apiserver {

class AccessLog {
 public:
  enum class Verdict : std::uint8_t { allowed, refused };

  void note(const User& user, const Access& access, Verdict verdict);

  // "clusterroles/herald-controller: patch services/status", one for each verb and resource (and name, where
  // the rule has names) that a binding grants `user` and that he has not used since the start.
  [[nodiscard]] std::vector<std::string> unused(const Store& store, const User& user) const;
  // What he has used and would be refused by now: what the loss of a right would cost him.
  [[nodiscard]] std::vector<std::string> lacking(const Store& store, const User& user) const;
  // What he was refused, in words.
  [[nodiscard]] std::vector<std::string> refused(const std::string& user) const;

 private:
  // Distinct ones: a daemon does few different things, however often.
  static constexpr std::size_t kMost = 10'000;

  std::map<std::string, std::vector<Access>> allowed_;
  std::map<std::string, std::set<std::string>> refused_;
  std::set<std::string> seen_;
};

}  // namespace herald::apiserver
