// Patches of all four kinds.
#include "kube/timestamp.h"
#include "lab/apiserver/api.h"
#include "lab/apiserver/json_patch.h"
#include "lab/apiserver/server_side_apply.h"
#include "lab/apiserver/strategic_patch.h"
#include "lab/apiserver/yaml.h"

namespace herald::apiserver {
namespace {

constexpr std::string_view kJsonPatch = "application/json-patch+json";
constexpr std::string_view kMergePatch = "application/merge-patch+json";
constexpr std::string_view kStrategicPatch = "application/strategic-merge-patch+json";
constexpr std::string_view kApplyPatch = "application/apply-patch+yaml";

// A patch that does not fit is told without saying why; real servers keep that to themselves too.
ApiError patch_refused(const PatchError& error) {
  if (error.kind == PatchError::Kind::malformed) return bad_request(error.what);
  ApiError refusal = invalid({}, {});
  refusal.message = "the server rejected our request due to an error in our request";
  return refusal;
}

}  // namespace

Answer<json::object> Api::patched(const Call& call, json::object document) const {
  std::string why;
  const auto patch = parse_json(call.request.body, why);
  if (!patch) return fail(bad_request("error decoding patch: " + why));
  const std::string_view type = call.request.content_type;
  Result<json::value, PatchError> result = json::value();
  if (type.starts_with(kJsonPatch)) {
    result = json_patch(std::move(document), *patch);
  } else if (!patch->is_object()) {
    return fail(bad_request("error decoding patch: not an object"));
  } else if (type.starts_with(kMergePatch)) {
    result = merge_patch(std::move(document), *patch);
  } else if (!type.starts_with(kStrategicPatch)) {
    return fail(unsupported_media_type(type));
  } else if (call.resource->schema == nullptr) {
    // Nobody knows how the lists of a custom resource merge.
    return fail(unsupported_media_type(type));
  } else {
    auto merged = strategic_patch(std::move(document), patch->get_object(), *call.resource->schema);
    if (!merged) return fail(patch_refused(merged.error()));
    result = std::move(*merged);
  }
  if (!result) return fail(patch_refused(result.error()));
  if (!result->is_object()) return fail(bad_request("the patched object is not an object"));
  return std::move(result->get_object());
}

Answer<Reply> Api::patch(Call& call) {
  if (call.request.content_type.starts_with(kApplyPatch)) return apply(call);
  const auto live = find(call);
  if (!live) return fail(live.error());
  auto next = patched(call, compose(**live, *call.resource, call.target.version));
  if (!next) return fail(next.error());
  if (const auto fits = check_fields(call, *next); !fits) return fail(fits.error());
  const auto stored = replace(call, *live, std::move(*next));
  if (!stored) return fail(stored.error());
  return object_reply(call, *stored, 200);
}

Answer<Reply> Api::apply(Call& call) {
  const std::string_view manager = call.target.query.get("fieldManager");
  const About kind{"meta.k8s.io", "PatchOptions", ""};
  if (manager.empty())
    return fail(invalid(kind, {required_value("fieldManager", "is required for apply patch")}));
  auto wanted = decoded(call);
  if (!wanted) return fail(wanted.error());
  if (const auto same = check_identity(call, *wanted); !same) return fail(same.error());
  if (!list_at(*wanted, "metadata.managedFields").empty())
    return fail(bad_request("metadata.managedFields must be nil"));
  const auto live = find(call);
  const json::object before = live ? compose(**live, *call.resource, call.target.version)
                                   : json::object{{"metadata", json::object()}};
  const std::string time = kube::format_time(call.now);
  const ApplyRequest request{*wanted, manager, call.target.query.flag("force"), call.target.subresource,
                             time};
  auto next = server_side_apply(before, request, call.resource->schema);
  if (!next) {
    const std::size_t count = next.error().size();
    ApiError error = conflict(about(call), "");
    error.message =
        "Apply failed with " + std::to_string(count) + (count == 1 ? " conflict: " : " conflicts: ");
    for (const FieldError& one : next.error())
      error.message.append(&one == &next.error().front() ? "" : ", ")
          .append(one.message)
          .append(": ")
          .append(one.field);
    error.causes = next.error();
    return fail(std::move(error));
  }
  if (live) {
    const auto stored = replace(call, *live, std::move(*next));
    if (!stored) return fail(stored.error());
    return object_reply(call, *stored, 200);
  }
  if (!call.target.subresource.empty()) return fail(live.error());
  const auto stored = insert(call, std::move(*next));
  if (!stored) return fail(stored.error());
  return object_reply(call, *stored, 201);
}

}  // namespace herald::apiserver
