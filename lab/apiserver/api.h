// The API itself: a request comes in, a reply goes out. No sockets, no clocks (the time comes with each
// request), so all of it is tested by calling it; a watch is a reply whose text goes on coming.
#pragma once

#include "lab/apiserver/access_log.h"
#include "lab/apiserver/api_error.h"
#include "lab/apiserver/cluster.h"
#include "lab/apiserver/faults.h"
#include "lab/apiserver/rbac.h"
#include "lab/apiserver/request.h"
#include "lab/apiserver/user.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace herald::apiserver {

struct Reply {
  int code = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;

  // Only of watches: `body` is the beginning, and the rest comes from here.
  std::shared_ptr<Watch> watch;
  std::chrono::seconds watch_for{0};

  std::vector<Fault> faults;  // for the one who sends it
};

struct ApiSettings {
  bool rbac = false;
  std::string address;  // what discovery says: "127.0.0.1:6443"
};

class Api {
 public:
  Api(Cluster& cluster, const Tokens& tokens, ApiSettings settings)
      : cluster_(cluster), tokens_(tokens), settings_(std::move(settings)) {}

  [[nodiscard]] Reply handle(const Request& request, UnixSeconds now);

  // The text for a watch that has been quiet for a while, or comes to its end.
  [[nodiscard]] std::string bookmark(const Watch& watch) const;

  void set_address(std::string address) { settings_.address = std::move(address); }

 private:
  // One request on its way.
  struct Call {
    const Request& request;
    const Target& target;
    const Resource* resource = nullptr;
    User user;
    UnixSeconds now;
    std::vector<std::string> warnings;
  };

  Answer<Reply> route(Call& call);
  Answer<Reply> admit(Call& call);
  Answer<Reply> non_resource(Call& call);
  Answer<Reply> lab_endpoint(Call& call);
  Reply rights_of(const std::string& name_space, const std::string& account) const;
  Answer<Reply> resource_call(Call& call);
  Answer<Reply> subresource_call(Call& call);

  Answer<Reply> get(const Call& call) const;
  Answer<Reply> list(const Call& call) const;
  Answer<Reply> watch(const Call& call);
  Answer<Reply> create(Call& call);
  Answer<Reply> update(Call& call);
  Answer<Reply> patch(Call& call);
  Answer<Reply> apply(Call& call);
  Answer<Reply> remove(Call& call);
  Answer<Reply> remove_collection(Call& call);
  Answer<Reply> review(Call& call);
  Answer<Reply> token_request(Call& call);

  Answer<json::object> body_object(const Call& call) const;
  Answer<json::object> decoded(Call& call) const;
  Answer<bool> check_fields(Call& call, json::object& object) const;
  Answer<bool> check_identity(const Call& call, json::object& object) const;
  Answer<bool> check_namespace(const Call& call) const;
  Answer<json::object> patched(const Call& call, json::object document) const;
  Answer<ObjectRef> insert(Call& call, json::object object);
  Answer<ObjectRef> replace(Call& call, const ObjectRef& live, json::object next);
  Answer<ObjectRef> find(const Call& call) const;
  Answer<Reply> deleted(const Call& call, const ObjectRef& object) const;
  Answer<ObjectRef> delete_namespace(Call& call, const kube::Precondition& precondition);
  Answer<bool> remove_all_of(const std::string& resource, const std::string& name_space,
                             const Commit& commit);
  void finish_namespace(const std::string& name, UnixSeconds now);

  [[nodiscard]] Reply object_reply(const Call& call, const ObjectRef& object, int code) const;
  [[nodiscard]] kube::ObjectKey key_of(const Call& call) const;
  [[nodiscard]] About about(const Call& call) const;
  [[nodiscard]] static Commit commit_of(const Call& call);

  Cluster& cluster_;
  const Tokens& tokens_;
  ApiSettings settings_;
  FaultPlan faults_;
  AccessLog access_log_;
};

// What Accept asks for, of what this server can say.
struct Wanted {
  bool table = false;
  RowObject include = RowObject::metadata;
};
[[nodiscard]] Wanted wanted_form(const Request& request, const Target& target);

[[nodiscard]] Reply json_reply(const json::object& object, int code = 200);
[[nodiscard]] Reply error_reply(const ApiError& error);

// What every cluster begins with: the first namespaces, the API server's own Service, the role that may do
// everything.
void furnish(Cluster& cluster, std::uint16_t port, UnixSeconds now);

}  // namespace herald::apiserver
