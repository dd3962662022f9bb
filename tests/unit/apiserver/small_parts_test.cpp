// The small readers and writers that everything else stands on.
#include "lab/apiserver/human_duration.h"
#include "lab/apiserver/names.h"
#include "lab/apiserver/openapi.h"
#include "lab/apiserver/protobuf.h"
#include "lab/apiserver/protobuf_body.h"
#include "lab/apiserver/request.h"
#include "lab/apiserver/selectors.h"
#include "lab/apiserver/yaml.h"
#include "tests/unit/apiserver/api_fixture.h"

namespace herald::apiserver {
namespace {

TEST(HumanDuration, AsKubectlShowsIt) {
  const std::pair<std::int64_t, const char*> rows[] = {
      {-5, "0s"},           {0, "0s"},          {119, "119s"},         {120, "2m"},         {272, "4m32s"},
      {599, "9m59s"},       {600, "10m"},       {10'799, "179m"},      {10'800, "3h"},      {12'000, "3h20m"},
      {28'800, "8h"},       {172'799, "47h"},   {172'800, "2d"},       {200'000, "2d7h"},   {691'200, "8d"},
      {63'071'999, "729d"}, {63'072'000, "2y"}, {70'000'000, "2y80d"}, {252'288'000, "8y"},
  };
  for (const auto& [seconds, text] : rows)
    EXPECT_EQ(human_duration(seconds), text);
}

TEST(Request, PathsNameTheirTarget) {
  const Target one = parse_target("GET", "/api/v1/namespaces/a/services/b/status?x=1");
  EXPECT_EQ(one.verb + " " + one.name_space + " " + one.resource + " " + one.name + " " + one.subresource,
            "get a services b status");
  const Target group = parse_target("POST", "/apis/coordination.k8s.io/v1/namespaces/a/leases");
  EXPECT_EQ(group.verb + " " + group.group + " " + group.resource + " " + group.name,
            "create coordination.k8s.io leases ");
  EXPECT_EQ(parse_target("GET", "/api/v1/namespaces/a").resource, "namespaces");
  EXPECT_EQ(parse_target("PUT", "/api/v1/namespaces/a/finalize").subresource, "finalize");
  EXPECT_EQ(parse_target("GET", "/api/v1/namespaces/a/services").resource, "services");
  EXPECT_EQ(parse_target("GET", "/api/v1/services?watch=true").verb, "watch");
  EXPECT_EQ(parse_target("GET", "/api/v1/services?watch=false").verb, "list");
  EXPECT_EQ(parse_target("DELETE", "/api/v1/services").verb, "deletecollection");
  EXPECT_EQ(parse_target("GET", "/healthz").resource, "");
  EXPECT_EQ(parse_target("GET", "/api/v1/namespaces/a/services/b/c/d").resource, "");
  EXPECT_EQ(parse_target("GET", "/x?a=b%2Cc+d&a=e&f=%zz").query.get("a"), "b,c d");
  EXPECT_EQ(parse_target("GET", "/x?f=%zz").query.get("f"), "%zz");
}

TEST(Names, Rules) {
  EXPECT_TRUE(is_dns_label("a-1") && !is_dns_label("-a") && !is_dns_label("A") &&
              !is_dns_label(std::string(64, 'a')));
  EXPECT_TRUE(is_dns_subdomain("a.b-c.d") && !is_dns_subdomain("a..b") && !is_dns_subdomain("a.") &&
              !is_dns_subdomain(""));
  EXPECT_TRUE(is_qualified_name("example.com/My_name.1") && is_qualified_name("x") &&
              !is_qualified_name("/x") && !is_qualified_name("a/b/c"));
  EXPECT_TRUE(is_label_value("") && is_label_value("a.b_C") && !is_label_value("a ") &&
              !is_label_value("-a"));
}

class Selectors : public ApiTest {
 protected:
  bool matches(std::string_view labels, std::string_view fields = {}) {
    const auto selection = parse_selection(labels, fields, *cluster_.registry().find_stored("services"));
    EXPECT_TRUE(selection) << selection.error();
    return selection->matches(**cluster_.store().get({"services", "default", "kubernetes"}));
  }
  bool parses(std::string_view labels, std::string_view fields = {}) {
    return parse_selection(labels, fields, *cluster_.registry().find_stored("services")).has_value();
  }
};

TEST_F(Selectors, OfLabels) {  // component=apiserver, provider=kubernetes
  for (const char* yes :
       {"component=apiserver", "component==apiserver", "component", "!absent", "component in (x, apiserver)",
        "component notin (x,y),provider=kubernetes", "component!=x", "absent!=x", ""})
    EXPECT_TRUE(matches(yes)) << yes;
  for (const char* no : {"component=x", "absent", "!component", "component in (x,y)",
                         "component notin (apiserver)", "component=apiserver,provider=x"})
    EXPECT_FALSE(matches(no)) << no;
  EXPECT_FALSE(parses("=x"));
  EXPECT_FALSE(parses("a b c"));
}

TEST_F(Selectors, OfFields) {
  EXPECT_TRUE(matches("", "metadata.name=kubernetes,metadata.namespace=default"));
  EXPECT_TRUE(matches("", "spec.type!=LoadBalancer"));
  EXPECT_FALSE(matches("", "metadata.name!=kubernetes"));
  EXPECT_FALSE(parses("", "spec.ports=1"));
  EXPECT_FALSE(parses("", "rubbish"));
}

TEST(Yaml, ScalarsAreWhatTheyLookLike) {
  const auto value =
      yaml_to_json("a: 1\nb: '1'\nc: true\nd: ~\ne: [1.5, x]\nf: {g: -3}\nh: 1.2.3\ni: \"yes\"\n");
  ASSERT_TRUE(value) << value.error();
  EXPECT_EQ(*value,
            json_of("{'a':1,'b':'1','c':true,'d':null,'e':[1.5,'x'],'f':{'g':-3},'h':'1.2.3','i':'yes'}"));
  EXPECT_FALSE(yaml_to_json("a: b: c"));
}

std::string enveloped(std::string_view kind, const ProtobufWriter& object) {
  ProtobufWriter type;
  type.text(1, "v1");
  type.text(2, kind);
  ProtobufWriter unknown;
  unknown.message(1, type);
  unknown.message(2, object);
  return std::string("k8s\0", 4) + unknown.bytes();
}

TEST(ProtobufBody, BecomesTheSameJson) {
  const SchemaBook book(builtin_schemas());
  ProtobufWriter metadata;
  metadata.text(1, "a");
  metadata.text(3, "");  // not set, but written: this format does that
  ProtobufWriter label;
  label.text(1, "k");
  label.text(2, "v");
  metadata.message(11, label);
  ProtobufWriter target;
  target.text(3, "http");
  ProtobufWriter entry;
  entry.text(1, "key");
  entry.text(2, "abc");
  ProtobufWriter secret;
  secret.message(1, metadata);
  secret.message(2, entry);
  secret.text(3, "Opaque");
  const auto value = protobuf_to_json(enveloped("Secret", secret), book);
  ASSERT_TRUE(value) << value.error();
  EXPECT_EQ(*value, json_of("{'kind':'Secret','apiVersion':'v1','metadata':{'name':'a','labels':{'k':'v'}},"
                            "'data':{'key':'YWJj'},'type':'Opaque'}"));
}

TEST(ProtobufBody, DamageIsAnErrorAtEveryByte) {
  const SchemaBook book(builtin_schemas());
  ProtobufWriter metadata;
  metadata.text(1, "a");
  ProtobufWriter map;
  map.message(1, metadata);
  const std::string whole = enveloped("ConfigMap", map);
  ASSERT_TRUE(protobuf_to_json(whole, book));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto value = protobuf_to_json(std::string_view(whole).substr(0, size), book);
    if (value) EXPECT_EQ(value->as_object().size(), 2U) << size;  // cut between the envelope's fields
  }
  EXPECT_FALSE(protobuf_to_json(enveloped("Unheard", map), book));
}

class OpenApi : public ApiTest {};

TEST_F(OpenApi, SaysWhatKubectlLooksFor) {
  const json::object document = openapi_document(cluster_.registry());
  const json::object& patch = object_at(
      object_at(document, "paths").at("/api/v1/namespaces/{namespace}/services/{name}").as_object(), "patch");
  EXPECT_EQ(to_text(object_at(patch, "x-kubernetes-group-version-kind")),
            R"({"group":"","kind":"Service","version":"v1"})");
  EXPECT_EQ(text_at(list_at(patch, "parameters").at(0).as_object(), "name"), "dryRun");
  EXPECT_EQ(text_at(list_at(patch, "parameters").at(1).as_object(), "name"), "fieldValidation");
  const json::object& service =
      object_at(document, "definitions").at("io.k8s.api.core.v1.ServiceSpec").as_object();
  const json::object& ports = object_at(service, "properties.ports");
  EXPECT_EQ(text_at(ports, "x-kubernetes-patch-merge-key"), "port");
  EXPECT_EQ(openapi_protobuf(cluster_.registry()).substr(0, 5), std::string("\x0a\x03") + "2.0");
}

}  // namespace
}  // namespace herald::apiserver
