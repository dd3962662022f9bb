#include "lab/apiserver/api_error.h"

#include <utility>

namespace herald::apiserver {
namespace {

std::string full_name(const About& about) {
  std::string name(about.resource);
  if (!about.group.empty()) name.append(".").append(about.group);
  return name;
}

std::string with_name(const About& about) {
  return full_name(about) + " \"" + std::string(about.name) + "\"";
}

ApiError error_about(int code, std::string_view reason, const About& about, std::string message) {
  return {.code = code,
          .reason = std::string(reason),
          .message = std::move(message),
          .name = std::string(about.name),
          .group = std::string(about.group),
          .kind = std::string(about.resource),
          .causes = {},
          .retry_after = {}};
}

ApiError plain(int code, std::string_view reason, std::string message) {
  return error_about(code, reason, {}, std::move(message));
}

json::array causes_of(const FieldErrors& errors) {
  json::array causes;
  for (const FieldError& error : errors) {
    causes.push_back(
        json::object{{"reason", error.reason}, {"message", error.message}, {"field", error.field}});
  }
  return causes;
}

json::object details_of(const ApiError& error) {
  json::object details;
  if (!error.name.empty()) details["name"] = error.name;
  if (!error.group.empty()) details["group"] = error.group;
  if (!error.kind.empty()) details["kind"] = error.kind;
  if (!error.causes.empty()) details["causes"] = causes_of(error.causes);
  if (error.retry_after) details["retryAfterSeconds"] = *error.retry_after;
  return details;
}

}  // namespace

ApiError not_found(const About& about) {
  return error_about(404, "NotFound", about, with_name(about) + " not found");
}

ApiError already_exists(const About& about) {
  return error_about(409, "AlreadyExists", about, with_name(about) + " already exists");
}

ApiError conflict(const About& about, std::string_view why) {
  return error_about(409, "Conflict", about,
                     "Operation cannot be fulfilled on " + with_name(about) + ": " + std::string(why));
}

ApiError modified(const About& about) {
  return conflict(
      about, "the object has been modified; please apply your changes to the latest version and try again");
}

ApiError invalid(const About& kind, FieldErrors causes) {
  std::string list;
  for (const FieldError& cause : causes) {
    if (!list.empty()) list += ", ";
    list.append(cause.field).append(": ").append(cause.message);
  }
  if (causes.size() > 1) list = "[" + list + "]";
  ApiError error = error_about(422, "Invalid", kind, with_name(kind) + " is invalid: " + list);
  error.causes = std::move(causes);
  return error;
}

ApiError forbidden(const About& about, std::string_view why) {
  const std::string what = about.name.empty() ? full_name(about) : with_name(about);
  return error_about(403, "Forbidden", about, what + " is forbidden: " + std::string(why));
}

ApiError bad_request(std::string message) {
  return plain(400, "BadRequest", std::move(message));
}

ApiError unauthorized() {
  return plain(401, "Unauthorized", "Unauthorized");
}

ApiError no_such_path() {
  return plain(404, "NotFound", "the server could not find the requested resource");
}

ApiError method_not_allowed(std::string_view resource) {
  return error_about(405, "MethodNotAllowed", {.group = {}, .resource = resource, .name = {}},
                     "the server does not allow this method on the requested resource");
}

ApiError unsupported_media_type(std::string_view got) {
  return plain(415, "UnsupportedMediaType",
               "the body of the request was in an unknown format (" + std::string(got) +
                   ") - accepted media types include: application/json, application/yaml, "
                   "application/vnd.kubernetes.protobuf, "
                   "application/json-patch+json, application/merge-patch+json, "
                   "application/strategic-merge-patch+json, application/apply-patch+yaml");
}

ApiError expired(std::string message) {
  return plain(410, "Expired", std::move(message));
}

ApiError too_new_version(std::string_view wanted, std::uint64_t current) {
  ApiError error = plain(504, "Timeout",
                         "Timeout: Too large resource version: " + std::string(wanted) +
                             ", current: " + std::to_string(current));
  error.causes.push_back({"ResourceVersionTooLarge", "Too large resource version", ""});
  error.retry_after = 1;
  return error;
}

ApiError too_many_requests(int retry_after) {
  ApiError error =
      plain(429, "TooManyRequests", "the server has received too many requests; try again later");
  error.retry_after = retry_after;
  return error;
}

ApiError internal_error(std::string message) {
  return plain(500, "InternalError", "Internal error occurred: " + std::move(message));
}

json::object status_object(const ApiError& error) {
  json::object status{{"kind", "Status"},    {"apiVersion", "v1"},       {"metadata", json::object()},
                      {"status", "Failure"}, {"message", error.message}, {"reason", error.reason}};
  json::object details = details_of(error);
  if (!details.empty()) status["details"] = std::move(details);
  status["code"] = error.code;
  return status;
}

}  // namespace herald::apiserver
