#include "kube/decode_fields.h"
#include "kube/reviews.h"

namespace herald::kube {

// A review without a status is no answer: taken for a "no", it would lock people out for a while.
Decoded<std::optional<TokenUser>> decode_token_review(std::string_view json, Scratch& scratch) {
  using User = std::optional<TokenUser>;
  return read_document<User>(json, scratch, [](const Fields& root, User& user) {
    if (!root.has("status")) root.refuse("status", "missing");
    root.with("status", [&](const Fields& status) {
      if (!status.flag("authenticated", false)) return;
      status.with("user", [&](const Fields& fields) {
        user.emplace();
        user->name = fields.text("username");
        user->uid = fields.text("uid");
        fields.each_string("groups", [&](std::string_view group) { user->groups.emplace_back(group); });
      });
      if (!user || user->name.empty()) status.refuse("user.username", "missing");
    });
  });
}

Decoded<bool> decode_access_review(std::string_view json, Scratch& scratch) {
  return read_document<bool>(json, scratch, [](const Fields& root, bool& allowed) {
    if (!root.has("status")) root.refuse("status", "missing");
    root.with("status", [&](const Fields& status) {
      allowed = status.flag("allowed", false) && !status.flag("denied", false);
    });
  });
}

}  // namespace herald::kube
