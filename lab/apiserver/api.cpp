#include "lab/apiserver/api.h"

#include "lab/apiserver/discovery.h"
#include "lab/apiserver/openapi.h"

namespace herald::apiserver {
namespace {

// The one object that a list or watch is limited to: a rule may be about just that one.
std::string selected_name(const Target& target) {
  constexpr std::string_view kByName = "metadata.name=";
  const std::string_view selector = target.query.get("fieldSelector");
  if (!selector.starts_with(kByName) || selector.find(',') != std::string_view::npos) return {};
  return std::string(
      selector.substr(selector.starts_with("metadata.name==") ? kByName.size() + 1 : kByName.size()));
}

Access access_of(const Target& target) {
  Access access{.verb = target.verb,
                .group = target.group,
                .resource = target.resource,
                .subresource = target.subresource,
                .name_space = target.name_space,
                .name = target.name,
                .path = target.path};
  if (access.name.empty() && (target.verb == "list" || target.verb == "watch"))
    access.name = selected_name(target);
  // A Namespace is in itself, so that roles within it can speak of it.
  if (target.resource == "namespaces" && target.name_space.empty()) access.name_space = target.name;
  return access;
}

std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view kBearer = "Bearer ";
  return authorization.starts_with(kBearer) ? authorization.substr(kBearer.size()) : std::string_view();
}

bool is_health(std::string_view path) {
  for (const std::string_view known : {"/healthz", "/livez", "/readyz"}) {
    if (path == known || path.starts_with(std::string(known) + "/")) return true;
  }
  return false;
}

Reply text_reply(std::string text) {
  Reply reply;
  reply.body = std::move(text);
  reply.content_type = "text/plain; charset=utf-8";
  return reply;
}

}  // namespace

Reply json_reply(const json::object& object, int code) {
  Reply reply;
  reply.code = code;
  reply.body = json::serialize(object) + "\n";
  return reply;
}

Reply error_reply(const ApiError& error) {
  Reply reply = json_reply(status_object(error), error.code);
  if (error.retry_after) reply.headers.emplace_back("Retry-After", std::to_string(*error.retry_after));
  if (error.code == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

Reply Api::handle(const Request& request, UnixSeconds now) {
  const Target target = parse_target(request.method, request.target);
  Call call{request, target, nullptr, {}, now, {}};
  std::vector<Fault> faults = faults_.strike(target);
  Answer<Reply> answer = Reply();
  for (const Fault& fault : faults) {
    const About what{target.group, target.resource, target.name};
    if (fault.kind == FaultKind::too_many)
      answer = fail(too_many_requests(static_cast<int>(fault.retry_after)));
    if (fault.kind == FaultKind::conflict) answer = fail(modified(what));
    if (fault.kind == FaultKind::error) answer = fail(internal_error("a fault of the lab"));
  }
  if (answer) answer = route(call);
  Reply reply = answer ? std::move(*answer) : error_reply(answer.error());
  for (const std::string& warning : call.warnings)
    reply.headers.emplace_back("Warning", "299 - " + quoted(warning));
  reply.faults = std::move(faults);
  return reply;
}

std::string Api::bookmark(const Watch& watch) const {
  const Resource* resource = cluster_.registry().find_stored(watch.spec().resource);
  if (resource == nullptr || !watch.spec().bookmarks) return {};
  return bookmark_text(*resource, watch.spec(), cluster_.store().current_version(), false);
}

Answer<Reply> Api::route(Call& call) {
  if (auto admitted = admit(call); !admitted) return admitted;
  const std::string_view token = bearer_of(call.request.authorization);
  call.user = token.empty() ? anonymous_user() : *tokens_.user_of(token);
  if (call.target.path.starts_with("/lab/")) return lab_endpoint(call);
  if (call.target.resource.empty()) return non_resource(call);
  call.resource = cluster_.registry().find(call.target.group, call.target.version, call.target.resource);
  if (call.resource == nullptr) return fail(no_such_path());
  return resource_call(call);
}

// Who it is, and whether they may. Without RBAC everybody who has a token may do everything.
Answer<Reply> Api::admit(Call& call) {
  const std::string_view token = bearer_of(call.request.authorization);
  const auto user = token.empty() ? anonymous_user() : tokens_.user_of(token);
  if (!user) return fail(unauthorized());
  const Access access = access_of(call.target);
  const bool named = user->name != kAnonymous;
  const bool allowed = (named && !settings_.rbac) || is_allowed(cluster_.store(), *user, access);
  access_log_.note(*user, access, allowed ? AccessLog::Verdict::allowed : AccessLog::Verdict::refused);
  if (allowed) return Reply();
  const std::string why = refusal_text(*user, access);
  if (!access.resource.empty()) return fail(forbidden({access.group, access.resource, access.name}, why));
  ApiError error = forbidden({}, why);
  error.message = "forbidden: " + why;
  return fail(std::move(error));
}

Answer<Reply> Api::non_resource(Call& call) {
  const std::string& path = call.target.path;
  const Registry& registry = cluster_.registry();
  if (is_health(path)) return text_reply("ok");
  if (path == "/version" || path == "/version/") return json_reply(version_document());
  if (path == "/api" || path == "/api/") return json_reply(api_versions(settings_.address));
  if (path == "/apis" || path == "/apis/") return json_reply(api_groups(registry));
  if (path == "/openapi/v2") {
    const bool binary = call.request.accept.find("protobuf") != std::string::npos;
    Reply reply;
    reply.body = binary ? openapi_protobuf(registry) : json::serialize(openapi_document(registry));
    // With a dot where the request has "@", which is no character of media types: clients fail to parse that.
    if (binary) reply.content_type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    return reply;
  }
  std::optional<json::object> found;
  if (path == "/api/v1" || path == "/api/v1/") {
    found = api_resources(registry, "", "v1");
  } else if (path.starts_with("/apis/")) {
    const std::string rest = path.substr(6, path.ends_with('/') ? path.size() - 7 : std::string::npos);
    const std::size_t slash = rest.find('/');
    found = slash == std::string::npos
                ? api_group(registry, rest)
                : api_resources(registry, rest.substr(0, slash), rest.substr(slash + 1));
  }
  if (!found) return fail(no_such_path());
  return json_reply(*found);
}

Answer<Reply> Api::lab_endpoint(Call& call) {
  if (call.target.path == "/lab/compact" && call.request.method == "POST") {
    cluster_.compact();
    return json_reply({});
  }
  if (call.target.path == "/lab/drop-watches" && call.request.method == "POST") {
    for (const auto& watch : cluster_.watches().open())
      watch->end();
    return json_reply({});
  }
  if (call.target.path == "/lab/mute-watches" && call.request.method == "POST") {
    for (const auto& watch : cluster_.watches().open())
      watch->mute();
    return json_reply({});
  }
  constexpr std::string_view kRights = "/lab/rights/";
  if (call.target.path.starts_with(kRights) && call.request.method == "GET") {
    const std::string who = call.target.path.substr(kRights.size());
    const std::size_t slash = who.find('/');
    if (slash == std::string::npos) return fail(bad_request("ask for /lab/rights/NAMESPACE/SERVICEACCOUNT"));
    return rights_of(who.substr(0, slash), who.substr(slash + 1));
  }
  if (call.target.path != "/lab/faults") return fail(no_such_path());
  if (call.request.method == "GET") return json_reply(faults_.to_json());
  const auto body = body_object(call);
  if (!body) return fail(body.error());
  auto plan = FaultPlan::parse(*body);
  if (!plan) return fail(bad_request(plan.error()));
  faults_ = std::move(*plan);
  return json_reply(faults_.to_json());
}

Reply Api::rights_of(const std::string& name_space, const std::string& account) const {
  const User user = service_account_user(name_space, account);
  const auto texts = [](const std::vector<std::string>& lines) {
    json::array all;
    for (const std::string& line : lines)
      all.emplace_back(line);
    return all;
  };
  return json_reply({{"unused", texts(access_log_.unused(cluster_.store(), user))},
                     {"refused", texts(access_log_.refused(user.name))},
                     {"lacking", texts(access_log_.lacking(cluster_.store(), user))}});
}

Answer<Reply> Api::resource_call(Call& call) {
  const Target& target = call.target;
  if (!call.resource->namespaced && !target.name_space.empty()) return fail(no_such_path());
  if (!target.subresource.empty()) return subresource_call(call);
  if (call.resource->review) {
    return target.verb == "create" ? review(call) : fail(method_not_allowed(target.resource));
  }
  const bool needs_namespace = call.resource->namespaced && target.name_space.empty();
  if (needs_namespace && target.verb != "list" && target.verb != "watch")
    return fail(target.verb == "create" ? bad_request("an empty namespace may not be set during creation")
                                        : no_such_path());
  if (target.verb == "get") return get(call);
  if (target.verb == "list") return list(call);
  if (target.verb == "watch") return watch(call);
  if (target.verb == "create" && target.name.empty()) return create(call);
  if (target.verb == "update" && !target.name.empty()) return update(call);
  if (target.verb == "patch" && !target.name.empty()) return patch(call);
  if (target.verb == "delete") return remove(call);
  if (target.verb == "deletecollection" && call.resource->delete_collection) return remove_collection(call);
  return fail(method_not_allowed(target.resource));
}

Answer<Reply> Api::subresource_call(Call& call) {
  const Target& target = call.target;
  if (target.subresource == "token" && call.resource->kind == "ServiceAccount" && target.verb == "create")
    return token_request(call);
  const bool finalize = target.subresource == "finalize" && call.resource->kind == "Namespace";
  const bool status = target.subresource == "status" && call.resource->has_status;
  if (!finalize && !status) return fail(no_such_path());
  if (target.verb == "get") return get(call);
  if (target.verb == "update") return update(call);
  if (target.verb == "patch") return patch(call);
  return fail(method_not_allowed(target.resource));
}

Reply Api::object_reply(const Call& call, const ObjectRef& object, int code) const {
  const Wanted wanted = wanted_form(call.request, call.target);
  if (wanted.table) {
    const TableStyle style{*call.resource, call.target.version, wanted.include, call.now};
    return json_reply(table_document(std::to_string(object->meta.version), column_definitions(style),
                                     {table_row(*object, style)}),
                      code);
  }
  Reply reply;
  reply.code = code;
  reply.body = object_text(*object, *call.resource, call.target.version) + "\n";
  return reply;
}

kube::ObjectKey Api::key_of(const Call& call) const {
  return {call.resource->full_name(), call.target.name_space, call.target.name};
}

About Api::about(const Call& call) const {
  return {call.resource->group, call.resource->plural, call.target.name};
}

Commit Api::commit_of(const Call& call) {
  return {call.now, call.target.query.get("dryRun") == "All"};
}

}  // namespace herald::apiserver
