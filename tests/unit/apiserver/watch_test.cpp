// Lists, pages, watches, and what becomes of them when history is forgotten.
#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kList = "/api/v1/namespaces/default/configmaps";

class Watches : public ApiTest {
 protected:
  Outcome make(const std::string& name, const std::string& label = "x") {
    return post(kList, R"({"metadata":{"name":")" + name + R"(","labels":{"l":")" + label + R"("}}})");
  }
  std::string version() { return std::to_string(cluster_.store().current_version()); }
  static std::vector<std::string> names(const Outcome& list) {
    std::vector<std::string> found;
    for (const json::value& one : list_at(list.body, "items"))
      found.emplace_back(text_at(as_object(one), "metadata.name"));
    return found;
  }
  // "ADDED a", "BOOKMARK", ...
  static std::vector<std::string> told(const std::string& text) {
    std::vector<std::string> found;
    std::size_t from = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
      const json::value event = json_of(text.substr(from, end - from));
      std::string line(text_at(event.as_object(), "type"));
      const std::string_view name = text_at(event.as_object(), "object.metadata.name");
      if (!name.empty()) line.append(" ").append(name);
      found.push_back(line);
      from = end + 1;
    }
    return found;
  }
  Outcome watch(const std::string& query) { return get(std::string(kList) + "?watch=1&" + query); }
};

TEST_F(Watches, PagesShowOneMoment) {
  for (const char* name : {"a", "b", "c", "d"})
    make(name);
  const Outcome first = get(std::string(kList) + "?limit=2");
  EXPECT_THAT(names(first), ElementsAre("a", "b"));
  EXPECT_EQ(number_at(first.body, "metadata.remainingItemCount"), 2);
  make("bb");
  drop(std::string(kList) + "/d");
  const Outcome second =
      get(std::string(kList) + "?limit=2&continue=" + std::string(first.at("metadata.continue")));
  EXPECT_THAT(names(second), ElementsAre("c", "d"));
  EXPECT_EQ(second.at("metadata.resourceVersion"), first.at("metadata.resourceVersion"));
  EXPECT_EQ(second.at("metadata.continue"), "");
}

TEST_F(Watches, APageIsFullWhateverIsSelected) {
  for (const char* name : {"a", "b", "c", "d", "e"})
    make(name, name == std::string("b") ? "no" : "yes");
  const Outcome first = get(std::string(kList) + "?limit=2&labelSelector=l%3Dyes");
  EXPECT_THAT(names(first), ElementsAre("a", "c"));
  EXPECT_EQ(at(first.body, "metadata.remainingItemCount"), nullptr);
  const Outcome second = get(std::string(kList) + "?limit=2&labelSelector=l%3Dyes&continue=" +
                             std::string(first.at("metadata.continue")));
  EXPECT_THAT(names(second), ElementsAre("d", "e"));
}

TEST_F(Watches, AContinuedListExpires) {
  make("a");
  make("b");
  const Outcome first = get(std::string(kList) + "?limit=1");
  make("c");
  cluster_.compact();
  const Outcome second =
      get(std::string(kList) + "?limit=1&continue=" + std::string(first.at("metadata.continue")));
  EXPECT_EQ(second.code, 410);
  EXPECT_EQ(second.at("reason"), "Expired");
}

TEST_F(Watches, VersionsOfLists) {
  make("a");
  const std::string then = version();
  make("b");
  EXPECT_THAT(names(get(std::string(kList) + "?resourceVersion=" + then + "&resourceVersionMatch=Exact")),
              ElementsAre("a"));
  EXPECT_THAT(
      names(get(std::string(kList) + "?resourceVersion=" + then + "&resourceVersionMatch=NotOlderThan")),
      ElementsAre("a", "b"));
  EXPECT_THAT(names(get(std::string(kList) + "?resourceVersion=0")), ElementsAre("a", "b"));
  const Outcome future = get(std::string(kList) + "?resourceVersion=99999");
  EXPECT_EQ(future.code, 504);
  EXPECT_EQ(get(std::string(kList) + "?resourceVersion=x").code, 400);
  EXPECT_EQ(get(std::string(kList) + "?continue=rubbish").code, 400);
}

TEST_F(Watches, FollowsFromAVersion) {
  make("before");
  const std::string since = version();
  make("a");
  const Outcome opened = watch("resourceVersion=" + since);
  EXPECT_THAT(told(opened.text), ElementsAre("ADDED a"));
  patch(std::string(kList) + "/a", "merge", R"({"data":{"k":"v"}})");
  drop(std::string(kList) + "/a");
  make("b");
  EXPECT_THAT(told(opened.reply.watch->take()), ElementsAre("MODIFIED a", "DELETED a", "ADDED b"));
}

TEST_F(Watches, BeginsWithWhatIsThere) {
  make("a");
  EXPECT_THAT(told(watch("").text), ElementsAre("ADDED a"));
  EXPECT_THAT(told(watch("resourceVersion=0").text), ElementsAre("ADDED a"));
  const Outcome streaming =
      watch("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
  EXPECT_THAT(told(streaming.text), ElementsAre("ADDED a", "BOOKMARK"));
  EXPECT_THAT(streaming.text, HasSubstr(R"("k8s.io/initial-events-end":"true")"));
  EXPECT_EQ(watch("sendInitialEvents=true").code, 400);
}

TEST_F(Watches, ObjectsComeAndGoThroughASelector) {
  const Outcome opened = watch("labelSelector=l%3Dyes&resourceVersion=" + version());
  make("a", "no");
  patch(std::string(kList) + "/a", "merge", R"({"metadata":{"labels":{"l":"yes"}}})");
  patch(std::string(kList) + "/a", "merge", R"({"data":{"k":"v"}})");
  patch(std::string(kList) + "/a", "merge", R"({"metadata":{"labels":{"l":"no"}}})");
  drop(std::string(kList) + "/a");
  EXPECT_THAT(told(opened.reply.watch->take()), ElementsAre("ADDED a", "MODIFIED a", "DELETED a"));
}

TEST_F(Watches, OfOneObject) {
  const Outcome opened = watch("fieldSelector=metadata.name%3Da&resourceVersion=" + version());
  make("a");
  make("b");
  EXPECT_THAT(told(opened.reply.watch->take()), ElementsAre("ADDED a"));
}

TEST_F(Watches, TooOldIsAnErrorEvent) {
  make("a");
  const std::string old = version();
  make("b");
  cluster_.compact();
  const Outcome opened = watch("resourceVersion=" + old);
  EXPECT_EQ(opened.code, 200);
  EXPECT_THAT(told(opened.text), ElementsAre("ERROR"));
  EXPECT_THAT(opened.text, HasSubstr(R"("message":"too old resource version: )"));
  EXPECT_THAT(opened.text, HasSubstr(R"("code":410)"));
  EXPECT_TRUE(opened.reply.watch->ended());
}

TEST_F(Watches, HistoryIsForgottenAfterAWhile) {
  const std::string old = version();
  for (int i = 0; i < 200; ++i)
    make("n" + std::to_string(i));
  EXPECT_THAT(told(watch("resourceVersion=" + old).text), ElementsAre("ERROR"));
}

TEST_F(Watches, BookmarksTellTheVersion) {
  const Outcome opened = watch("allowWatchBookmarks=true&resourceVersion=" + version());
  create_service("s", R"({"ports":[{"port":1}]})");
  EXPECT_THAT(api_.bookmark(*opened.reply.watch), HasSubstr("\"resourceVersion\":\"" + version() + "\""));
  EXPECT_EQ(api_.bookmark(*watch("").reply.watch), "");
}

TEST_F(Watches, TablesShowTheirColumnsOnce) {
  Extras table;
  table.accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  const Outcome opened = call("GET", std::string(kList) + "?watch=1&resourceVersion=" + version(), "", table);
  make("a");
  make("b");
  const std::string text = opened.reply.watch->take();
  EXPECT_THAT(text, HasSubstr(R"("columnDefinitions":[{"name":"Name")"));
  EXPECT_THAT(text, HasSubstr(R"("columnDefinitions":[],"rows":[{"cells":["b",0,)"));
}

TEST_F(Watches, OneThatDoesNotReadIsEnded) {
  const Outcome opened = watch("resourceVersion=" + version());
  const std::string big(900'000, 'x');
  for (int i = 0; i < 80; ++i)
    post(kList, R"({"metadata":{"name":"n)" + std::to_string(i) + R"("},"data":{"k":")" + big + R"("}})");
  EXPECT_TRUE(opened.reply.watch->ended());
  EXPECT_FALSE(opened.reply.watch->has_events());
}

TEST_F(Watches, AWriteThatChangesNothingIsNoEvent) {
  make("a");
  const std::string before = version();
  patch(std::string(kList) + "/a", "merge", R"({"metadata":{"labels":{"l":"x"}}})");
  EXPECT_EQ(version(), before);
}

}  // namespace
}  // namespace herald::apiserver
