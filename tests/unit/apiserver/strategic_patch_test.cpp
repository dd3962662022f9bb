#include "lab/apiserver/strategic_patch.h"

#include "lab/apiserver/schema.h"
#include "tests/unit/apiserver/api_fixture.h"

namespace herald::apiserver {
namespace {

struct Row {
  const char* what;
  const char* live;
  const char* patch;
  const char* result;  // empty: refused
};

const Row kRows[] = {
    {"a new element of a keyed list comes first", "{'spec':{'ports':[{'port':80},{'port':443}]}}",
     "{'spec':{'ports':[{'port':15020}]}}", "{'spec':{'ports':[{'port':15020},{'port':80},{'port':443}]}}"},
    {"an element is found by its key", "{'spec':{'ports':[{'port':80,'name':'a'},{'port':443}]}}",
     "{'spec':{'ports':[{'port':80,'nodePort':30080}]}}",
     "{'spec':{'ports':[{'port':80,'name':'a','nodePort':30080},{'port':443}]}}"},
    {"what the server alone has keeps its place", "{'spec':{'ports':[{'port':1},{'port':2},{'port':3}]}}",
     "{'spec':{'ports':[{'port':2,'name':'x'}]}}",
     "{'spec':{'ports':[{'port':1},{'port':2,'name':'x'},{'port':3}]}}"},
    {"$patch delete takes an element", "{'spec':{'ports':[{'port':80},{'port':443}]}}",
     "{'spec':{'ports':[{'port':80,'$patch':'delete'}]}}", "{'spec':{'ports':[{'port':443}]}}"},
    {"$patch replace takes a list", "{'spec':{'ports':[{'port':80},{'port':443}]}}",
     "{'spec':{'ports':[{'$patch':'replace'},{'port':1}]}}", "{'spec':{'ports':[{'port':1}]}}"},
    {"$patch replace takes an object", "{'spec':{'selector':{'a':'1','b':'2'}}}",
     "{'spec':{'selector':{'$patch':'replace','c':'3'}}}", "{'spec':{'selector':{'c':'3'}}}"},
    {"$patch delete takes an object", "{'spec':{'selector':{'a':'1'}}}",
     "{'spec':{'selector':{'$patch':'delete'}}}", "{'spec':{'selector':{}}}"},
    {"$setElementOrder decides", "{'spec':{'ports':[{'port':80},{'port':443}]}}",
     "{'spec':{'$setElementOrder/ports':[{'port':443},{'port':80},{'port':8080}],'ports':[{'port':8080}]}}",
     "{'spec':{'ports':[{'port':443},{'port':80},{'port':8080}]}}"},
    {"$setElementOrder alone", "{'spec':{'ports':[{'port':80},{'port':443}]}}",
     "{'spec':{'$setElementOrder/ports':[{'port':443},{'port':80}]}}",
     "{'spec':{'ports':[{'port':443},{'port':80}]}}"},
    {"the way kubectl changes a port: the old one out, the new one in", "{'spec':{'ports':[{'port':20001}]}}",
     "{'spec':{'$setElementOrder/ports':[{'port':20002}],"
     "'ports':[{'port':20002},{'$patch':'delete','port':20001}]}}",
     "{'spec':{'ports':[{'port':20002}]}}"},
    {"a set of values grows", "{'metadata':{'finalizers':['a/x','a/y']}}",
     "{'metadata':{'finalizers':['a/z']}}", "{'metadata':{'finalizers':['a/z','a/x','a/y']}}"},
    {"$deleteFromPrimitiveList", "{'metadata':{'finalizers':['a/x','a/y']}}",
     "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a/x']}}", "{'metadata':{'finalizers':['a/y']}}"},
    {"$retainKeys", "{'spec':{'type':'LoadBalancer','clusterIP':'x','selector':{'a':'b'}}}",
     "{'spec':{'$retainKeys':['type','selector'],'type':'ClusterIP'}}",
     "{'spec':{'type':'ClusterIP','selector':{'a':'b'}}}"},
    {"null removes", "{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':{'a':null}}}",
     "{'metadata':{'labels':{'b':'2'}}}"},
    {"a list without a key is replaced", "{'spec':{'externalIPs':['1.1.1.1']}}",
     "{'spec':{'externalIPs':['2.2.2.2']}}", "{'spec':{'externalIPs':['2.2.2.2']}}"},
    {"conditions merge by type",
     "{'status':{'conditions':[{'type':'A','status':'True'},{'type':'B','status':'True'}]}}",
     "{'status':{'conditions':[{'type':'B','status':'False'}]}}",
     "{'status':{'conditions':[{'type':'A','status':'True'},{'type':'B','status':'False'}]}}"},
    {"directives of what is not there yet are no fields", "{}",
     "{'spec':{'$retainKeys':['type'],'type':'NodePort','ports':[{'port':1,'$patch':'delete'},{'port':2}]}}",
     "{'spec':{'type':'NodePort','ports':[{'port':2}]}}"},
    {"an element without its key", "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[{'name':'x'}]}}",
     ""},
    {"an unknown directive", "{'spec':{}}", "{'spec':{'$patch':'frob'}}", ""},
    {"an element that is no object", "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[80]}}", ""},
};

TEST(StrategicPatch, Rows) {
  const SchemaBook book(builtin_schemas());
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    const auto result =
        strategic_patch(json_of(row.live).as_object(), json_of(row.patch).as_object(), *book.find("Service"));
    if (std::string_view(row.result).empty()) {
      ASSERT_FALSE(result) << to_text(*result);
      EXPECT_EQ(result.error().kind, PatchError::Kind::malformed);
    } else {
      ASSERT_TRUE(result) << result.error().what;
      EXPECT_EQ(to_text(*result), to_text(json_of(row.result)));
    }
  }
}

TEST(StrategicPatch, ContainersMergeByName) {
  const SchemaBook book(builtin_schemas());
  const auto result = strategic_patch(
      json_of(
          "{'spec':{'template':{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'1'}]}}}}")
          .as_object(),
      json_of("{'spec':{'template':{'spec':{'containers':[{'name':'b','image':'2'}]}}}}").as_object(),
      *book.find("Deployment"));
  ASSERT_TRUE(result);
  EXPECT_EQ(
      *result,
      json_of(
          "{'spec':{'template':{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'}]}}}}")
          .as_object());
}

}  // namespace
}  // namespace herald::apiserver
