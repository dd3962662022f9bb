// The server against recordings of a real one (kube-apiserver 1.20): the same requests in the same order must
// get the same answers, but for what is different each time and for the fields that servers have grown since.
#include "tests/unit/apiserver/api_fixture.h"

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace herald::apiserver {
namespace {

struct Recording {
  std::string method;
  std::string target;
  Extras extras;
  std::string body;
  int code = 0;
  json::value answer;
};

std::string read(const std::string& name) {
  std::ifstream file(std::string(HERALD_SOURCE_DIR) + "/tests/unit/apiserver/recordings/" + name + ".http");
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string value_of(const std::string& headers, const std::string& name) {
  const std::size_t at = headers.find("\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 3;
  return headers.substr(from, headers.find('\n', from) - from);
}

Recording parse(const std::string& text) {
  Recording recording;
  const std::size_t cut = text.find("--- response\n");
  const std::string request = text.substr(0, cut);
  const std::string response = text.substr(cut + 13);
  std::istringstream first(request);
  first >> recording.method >> recording.target;
  const std::size_t blank = request.find("\n\n");
  const std::string headers = request.substr(0, blank) + "\n";
  recording.extras.accept = value_of(headers, "Accept");
  recording.extras.content_type = value_of(headers, "Content-Type");
  recording.body = request.substr(blank + 2);
  while (recording.body.ends_with('\n'))
    recording.body.pop_back();
  std::istringstream status(response);
  std::string protocol;
  status >> protocol >> recording.code;
  std::string why;
  auto answer = parse_json(response.substr(response.find("\n\n") + 2), why);
  EXPECT_TRUE(answer) << why;
  if (answer) recording.answer = std::move(*answer);
  return recording;
}

// Different each time, or not kept here (managedFields of updates).
const std::set<std::string, std::less<>> kVolatile{
    "managedFields", "uid",        "resourceVersion",    "creationTimestamp", "continue",
    "clusterIP",     "clusterIPs", "storageVersionHash", "description",       "singularName"};
// What servers after 1.20 say besides.
const std::set<std::string, std::less<>> kNewer{"ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy",
                                                "allocateLoadBalancerNodePorts",
                                                "kubernetes.io/metadata.name"};

void compare(const json::value& recorded, const json::value& ours, const std::string& path);

void compare_members(const json::object& recorded, const json::object& ours, const std::string& path) {
  for (const auto& member : recorded) {
    const std::string key(view(member.key()));
    if (kVolatile.contains(key)) continue;
    const json::value* found = ours.if_contains(key);
    ASSERT_NE(found, nullptr) << path << "." << key << " is missing in " << to_text(ours);
    compare(member.value(), *found, path + "." + key);
  }
  for (const auto& member : ours) {
    const std::string key(view(member.key()));
    const bool labels_of_now = key == "labels" && path == ".metadata";
    EXPECT_TRUE(recorded.contains(key) || kVolatile.contains(key) || kNewer.contains(key) || labels_of_now)
        << path << "." << key << " is not in the recording";
  }
}

void compare(const json::value& recorded, const json::value& ours, const std::string& path) {
  ASSERT_EQ(recorded.kind(), ours.kind()) << path << ": " << to_text(ours);
  if (recorded.is_object()) return compare_members(recorded.get_object(), ours.get_object(), path);
  if (!recorded.is_array()) {
    EXPECT_EQ(recorded, ours) << path;
    return;
  }
  ASSERT_EQ(recorded.get_array().size(), ours.get_array().size()) << path << ": " << to_text(ours);
  for (std::size_t i = 0; i < recorded.get_array().size(); ++i)
    compare(recorded.get_array()[i], ours.get_array()[i], path + "[" + std::to_string(i) + "]");
}

class Recorded : public ApiTest {
 protected:
  void replay(const std::string& name) {
    SCOPED_TRACE(name);
    const Recording recording = parse(read(name));
    const Outcome outcome = call(recording.method, recording.target, recording.body, recording.extras);
    EXPECT_EQ(outcome.code, recording.code) << outcome.text;
    compare(recording.answer, outcome.body, "");
  }

  void prelude() {
    for (const char* name : {"create-namespace", "create-service"})
      replay(name);
  }
};

TEST_F(Recorded, CreationsAndRefusals) {
  prelude();
  for (const char* name :
       {"create-again-409", "create-invalid-422", "get-404", "create-lease", "list-configmaps-fieldselector"})
    replay(name);
}

TEST_F(Recorded, PatchesOfEveryKind) {
  prelude();
  for (const char* name : {"patch-status-merge", "patch-status-wrong-resourceversion-409",
                           "patch-spec-strategic", "patch-json", "apply-ssa"})
    replay(name);
}

TEST_F(Recorded, DiscoveryOfGroups) {
  replay("apis-coordination");
  replay("apis-discovery");
}

TEST_F(Recorded, EventIsTheSameButForItsGeneratedName) {
  prelude();
  const Recording recording = parse(read("create-event"));
  Outcome outcome = call(recording.method, recording.target, recording.body, recording.extras);
  EXPECT_EQ(outcome.code, 201);
  const std::string name(outcome.at("metadata.name"));
  EXPECT_TRUE(name.starts_with("istio-ingressgateway.")) << name;
  EXPECT_EQ(name.size(), std::string("istio-ingressgateway.cw7bf").size());
  json::value recorded = recording.answer;
  recorded.as_object()["metadata"].as_object()["name"] = name;
  compare(recorded, outcome.body, "");
}

TEST_F(Recorded, TableOfServices) {
  prelude();
  for (const char* name : {"patch-status-merge", "patch-spec-strategic", "patch-json", "apply-ssa"})
    replay(name);
  const Recording recording = parse(read("list-services-table"));
  const Outcome outcome = call(recording.method, recording.target, "", recording.extras);
  compare(at(recording.answer.as_object(), "columnDefinitions")->as_array(),
          at(outcome.body, "columnDefinitions")->as_array(), "columns");
  const json::array& recorded = list_at(recording.answer.as_object(), "rows");
  const json::array& ours = list_at(outcome.body, "rows");
  ASSERT_EQ(recorded.size(), ours.size());
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    json::array theirs = list_at(as_object(recorded[i]), "cells");
    json::array cells = list_at(as_object(ours[i]), "cells");
    theirs[2] = cells[2] = "the cluster IP";
    EXPECT_EQ(theirs, cells);
  }
}

TEST_F(Recorded, TableOfNodesHasTheSameColumns) {
  const Recording recording = parse(read("list-nodes-table"));
  const Outcome outcome = call(recording.method, recording.target, "", recording.extras);
  compare(recording.answer, outcome.body, "");
}

TEST_F(Recorded, PagedListSaysHowManyRemain) {
  prelude();
  replay("apply-ssa");
  replay("list-services-paged");
}

TEST_F(Recorded, StrangersAreToldSo) {
  const Outcome nobody = call("GET", "/api/v1/services", "", {.token = ""});
  EXPECT_EQ(nobody.code, 403);
  EXPECT_EQ(nobody.at("message"),
            "services is forbidden: User \"system:anonymous\" cannot list resource \"services\" in API group "
            "\"\" at "
            "the cluster scope");
  EXPECT_EQ(to_text(object_at(nobody.body, "details")), R"({"kind":"services"})");
  const Outcome wrong = call("GET", "/api/v1/services", "", {.token = "wrong"});
  EXPECT_EQ(wrong.code, 401);
  EXPECT_EQ(wrong.at("message"), "Unauthorized");
}

}  // namespace
}  // namespace herald::apiserver
