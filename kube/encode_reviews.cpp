#include "kube/reviews.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::kube {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) {
  return json::string(value.data(), value.size());
}

std::string review(const Resource& resource, std::string_view kind, json::object spec) {
  return json::serialize(json::object{
      {"apiVersion", text(resource.group_version)}, {"kind", text(kind)}, {"spec", std::move(spec)}});
}

}  // namespace

std::string encode_token_review(std::string_view token) {
  return review(kTokenReviews, "TokenReview", {{"token", text(token)}});
}

std::string encode_access_review(const TokenUser& user, std::string_view verb, std::string_view path) {
  json::array groups;
  for (const std::string& group : user.groups)
    groups.emplace_back(text(group));
  json::object spec{{"user", text(user.name)},
                    {"groups", std::move(groups)},
                    {"nonResourceAttributes", json::object{{"path", text(path)}, {"verb", text(verb)}}}};
  if (!user.uid.empty()) spec["uid"] = text(user.uid);
  return review(kAccessReviews, "SubjectAccessReview", std::move(spec));
}

}  // namespace herald::kube
