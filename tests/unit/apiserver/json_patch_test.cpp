#include "lab/apiserver/json_patch.h"

#include "tests/unit/apiserver/api_fixture.h"

namespace herald::apiserver {
namespace {

struct Row {
  const char* what;
  const char* document;
  const char* patch;
  const char* result;  // empty: refused as unfitting; "!": refused as malformed
};

// Those of RFC 6902 appendix A that say something about operations, and the edges of pointers.
const Row kRows[] = {
    {"A.1 add a member", "{'foo':'bar'}", "[{'op':'add','path':'/baz','value':'qux'}]",
     "{'baz':'qux','foo':'bar'}"},
    {"A.2 add an element", "{'foo':['bar','baz']}", "[{'op':'add','path':'/foo/1','value':'qux'}]",
     "{'foo':['bar','qux','baz']}"},
    {"A.3 remove a member", "{'baz':'qux','foo':'bar'}", "[{'op':'remove','path':'/baz'}]", "{'foo':'bar'}"},
    {"A.4 remove an element", "{'foo':['bar','qux','baz']}", "[{'op':'remove','path':'/foo/1'}]",
     "{'foo':['bar','baz']}"},
    {"A.5 replace", "{'baz':'qux','foo':'bar'}", "[{'op':'replace','path':'/baz','value':'boo'}]",
     "{'baz':'boo','foo':'bar'}"},
    {"A.6 move a member", "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}",
     "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]",
     "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}"},
    {"A.7 move an element", "{'foo':['all','grass','cows','eat']}",
     "[{'op':'move','from':'/foo/1','path':'/foo/3'}]", "{'foo':['all','cows','eat','grass']}"},
    {"A.8 test", "{'baz':'qux','foo':['a',2,'c']}",
     "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}]",
     "{'baz':'qux','foo':['a',2,'c']}"},
    {"A.9 test that fails", "{'baz':'qux'}", "[{'op':'test','path':'/baz','value':'bar'}]", ""},
    {"A.12 add to what is not there", "{'foo':'bar'}", "[{'op':'add','path':'/baz/bat','value':'qux'}]", ""},
    {"A.14 tilde", "{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':10}]", "{'/':9,'~1':10}"},
    {"A.15 texts are not numbers", "{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':'10'}]", ""},
    {"A.16 add at the end", "{'foo':['bar']}", "[{'op':'add','path':'/foo/-','value':['abc']}]",
     "{'foo':['bar',['abc']]}"},
    {"copy", "{'a':{'b':1}}", "[{'op':'copy','from':'/a/b','path':'/c'}]", "{'a':{'b':1},'c':1}"},
    {"the whole document", "{'a':1}", "[{'op':'replace','path':'','value':{'b':2}}]", "{'b':2}"},
    {"replace what is not there", "{'a':1}", "[{'op':'replace','path':'/b','value':2}]", ""},
    {"remove what is not there", "{'a':1}", "[{'op':'remove','path':'/b'}]", ""},
    {"into itself", "{'a':{'b':1}}", "[{'op':'move','from':'/a','path':'/a/b'}]", ""},
    {"past the end", "{'a':[1]}", "[{'op':'add','path':'/a/2','value':2}]", ""},
    {"index with a leading zero", "{'a':[1,2]}", "[{'op':'remove','path':'/a/01'}]", ""},
    {"test of an absent member for null", "{'a':1}", "[{'op':'test','path':'/b','value':null}]", "{'a':1}"},
    {"all or nothing", "{'a':1}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/a'}]", ""},
    {"no list", "{'a':1}", "{'op':'remove','path':'/a'}", "!"},
    {"unknown operation", "{'a':1}", "[{'op':'frob','path':'/a','value':1}]", "!"},
    {"no value", "{'a':1}", "[{'op':'add','path':'/a'}]", "!"},
    {"pointer without a slash", "{'a':1}", "[{'op':'remove','path':'a'}]", "!"},
    {"bad escape", "{'a':1}", "[{'op':'remove','path':'/~2'}]", "!"},
};

TEST(JsonPatch, Rows) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    const auto result = json_patch(json_of(row.document), json_of(row.patch));
    const std::string expected = row.result;
    if (expected.empty() || expected == "!") {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().kind,
                expected == "!" ? PatchError::Kind::malformed : PatchError::Kind::unfitting);
      EXPECT_FALSE(result.error().what.empty());
    } else {
      ASSERT_TRUE(result) << result.error().what;
      EXPECT_EQ(*result, json_of(expected));
    }
  }
}

// RFC 7386 appendix A.
TEST(MergePatch, Rows) {
  const char* const rows[][3] = {
      {"{'a':'b'}", "{'a':'c'}", "{'a':'c'}"},
      {"{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}"},
      {"{'a':'b'}", "{'a':null}", "{}"},
      {"{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}"},
      {"{'a':['b']}", "{'a':'c'}", "{'a':'c'}"},
      {"{'a':'c'}", "{'a':['b']}", "{'a':['b']}"},
      {"{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}"},
      {"{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}"},
      {"['a','b']", "['c','d']", "['c','d']"},
      {"{'a':'b'}", "['c']", "['c']"},
      {"{'e':null}", "{'a':1}", "{'e':null,'a':1}"},
      {"[1,2]", "{'a':'b','c':null}", "{'a':'b'}"},
      {"{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(merge_patch(json_of(row[0]), json_of(row[1])), json_of(row[2])) << row[0] << " + " << row[1];
}

}  // namespace
}  // namespace herald::apiserver
