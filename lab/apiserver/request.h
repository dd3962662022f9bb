// A request as the API sees it, without HTTP around it, and what its path asks for.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace herald::apiserver {

struct Request {
  std::string method;
  std::string target;  // path and query, as sent
  std::string accept;
  std::string content_type;
  std::string authorization;
  std::string user_agent;
  std::string body;
};

class Query {
 public:
  Query() = default;
  explicit Query(std::string_view text);

  // The first value; empty when absent.
  [[nodiscard]] std::string_view get(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }
  [[nodiscard]] bool flag(std::string_view key) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// Verb and target in the words of authorization. For anything but resources `resource` is empty.
struct Target {
  std::string path;
  Query query;
  std::string
      verb;  // get list watch create update patch delete deletecollection; else the method in small letters
  std::string group;
  std::string version;
  std::string name_space;
  std::string resource;
  std::string subresource;
  std::string name;
};

[[nodiscard]] Target parse_target(std::string_view method, std::string_view target);

}  // namespace herald::apiserver
