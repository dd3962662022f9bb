#include "cli/page.h"

#include "config/parse_yaml.h"
#include "config/text_check.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace herald::cli {
namespace {

Page small_page() {
  Page page{.prose = "Two:\n",
            .table = Table({{"NAME"}, {"WHY", Width::wide}, {"NODE"}}),
            .nothing = "none",
            .data = boost::json::parse(R"({"names":["a"]})")};
  page.table->add({"first", "because", "n1"});
  page.table->add({"b", "", "n2"});
  return page;
}

TEST(Page, AlignsColumnsAndNeverPadsTheLast) {
  EXPECT_EQ(render(small_page(), Form::table), "Two:\nNAME    NODE\nfirst   n1\nb       n2\n");
}

TEST(Page, ShowsMoreWhenAskedAndADashForNothing) {
  EXPECT_EQ(render(small_page(), Form::wide),
            "Two:\nNAME    WHY       NODE\nfirst   because   n1\nb       -         n2\n");
}

TEST(Page, SaysSoWhenThereIsNoRow) {
  Page page = small_page();
  page.table = Table({{"NAME"}});
  EXPECT_EQ(render(page, Form::table), "Two:\nnone\n");
}

TEST(Page, KnowsItsFormsByName) {
  EXPECT_EQ(form_named("yaml"), Form::yaml);
  EXPECT_EQ(form_named("wide"), Form::wide);
  EXPECT_FALSE(form_named("xml"));
}

TEST(Page, YamlNestsListsAndMaps) {
  const auto value = boost::json::parse(R"({"a":[{"b":1,"c":"x: y"},[]],"d":{},"e":null})");
  EXPECT_EQ(as_yaml(value),
            "\"a\":\n  -\n    \"b\": 1\n    \"c\": \"x: y\"\n  - []\n\"d\": {}\n\"e\": null\n");
}

// What is written is read back by a reader of YAML, with texts that look like something else.
TEST(Page, YamlIsReadBackAsItWas) {
  const auto value = boost::json::parse(R"({"yes":"no","n":"12","list":["- a","#b","c: d","tab\there"]})");
  config::Report report;
  const auto document = config::parse_yaml(as_yaml(value), config::Limits(), report);
  ASSERT_FALSE(report.has_errors());
  ASSERT_TRUE(document);
  const config::RawNode* const root = document->root();
  EXPECT_EQ(root->find("yes")->value->text, "no");
  EXPECT_EQ(root->find("n")->value->text, "12");
  const auto& list = root->find("list")->value->items;
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0]->text, "- a");
  EXPECT_EQ(list[1]->text, "#b");
  EXPECT_EQ(list[2]->text, "c: d");
  EXPECT_EQ(list[3]->text, "tab\there");
}

}  // namespace
}  // namespace herald::cli
