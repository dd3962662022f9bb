// What is an answer rather than an object: refusals, list envelopes, discovery.
#include "kube/decode_fields.h"

namespace herald::kube {

Decoded<Status> decode_status(std::string_view json, Scratch& scratch) {
  return read_document<Status>(json, scratch, [](const Fields& root, Status& status) {
    if (root.text("kind") != "Status") root.refuse("kind", "not a Status");
    status.code = root.whole32("code").value_or(0);
    status.reason = root.text("reason");
    status.message = root.text("message");
    root.with("details", [&](const Fields& details) {
      status.retry_after_seconds = details.whole32("retryAfterSeconds");
    });
  });
}

Decoded<std::int32_t> decode_event_count(std::string_view json, Scratch& scratch) {
  return read_document<std::int32_t>(json, scratch, [](const Fields& root, std::int32_t& count) {
    // Those of the newer API count in a series; ours do not.
    count = root.whole32("count").value_or(1);
  });
}

Decoded<ListEnvelope> decode_list_envelope(std::string_view json, Scratch& scratch) {
  return read_document<ListEnvelope>(json, scratch, [](const Fields& root, ListEnvelope& envelope) {
    root.with("metadata", [&](const Fields& meta) {
      envelope.resource_version = meta.text("resourceVersion");
      envelope.continue_token = meta.text("continue");
      envelope.remaining = meta.whole("remainingItemCount", 0, std::numeric_limits<std::int64_t>::max());
    });
    // Without it there is nothing to watch from, and what this is may be no list at all.
    if (envelope.resource_version.empty()) root.refuse("metadata.resourceVersion", "missing");
  });
}

Decoded<std::vector<std::string>> decode_group_versions(std::string_view json, Scratch& scratch) {
  using Names = std::vector<std::string>;
  return read_document<Names>(json, scratch, [](const Fields& root, Names& names) {
    if (root.text("kind") != "APIGroupList") root.refuse("kind", "not an APIGroupList");
    root.each("groups", [&](const Fields& group) {
      group.each("versions", [&](const Fields& version) { names.push_back(version.text("groupVersion")); });
    });
  });
}

}  // namespace herald::kube
