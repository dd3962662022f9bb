#include "kube/decode_absence.h"

#include "kube/decode_fields.h"

namespace herald::kube {

bool says_absent(std::string_view body, const Resource& resource, std::string_view name, Scratch& scratch) {
  const auto absent = read_document<bool>(body, scratch, [&](const Fields& root, bool& is_absent) {
    if (root.text("kind") != "Status" || root.text("reason") != "NotFound") return;
    root.with("details", [&](const Fields& details) {
      is_absent = details.text("kind") == resource.plural && details.text("name") == name;
    });
  });
  return absent && *absent;
}

}  // namespace herald::kube
