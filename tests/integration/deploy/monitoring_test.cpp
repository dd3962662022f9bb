// Alerts, dashboards and documentation speak of the same metrics, and the alerts do what their tests say.
#include "tests/integration/apiserver/process.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

namespace json = boost::json;
using testing::IsSubsetOf;
using Names = std::set<std::string>;

const std::string kSource = HERALD_SOURCE_DIR;
const std::string kRules = "/deploy/monitoring/herald.rules.yaml";
const std::string kDashboards = "/deploy/monitoring/dashboards";

std::vector<std::string> dashboards() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(kSource + kDashboards))
    paths.push_back(kDashboards + "/" + entry.path().filename().string());
  std::ranges::sort(paths);
  return paths;
}

std::string text_of(const std::string& path) {
  std::ifstream file(kSource + path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Words that begin with `mark`, without what a histogram hangs on its name.
Names words(const std::string& text, const std::string& mark) {
  Names found;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    std::size_t end = at;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    std::string word = text.substr(at, end - at);
    if (word.ends_with("_bucket")) word.erase(word.size() - 7);
    found.insert(word);
  }
  return found;
}

Names documented() {
  return words(text_of("/docs/metrics.md"), "herald_");
}

// What the panels of a dashboard ask Prometheus.
std::vector<std::string> queries_of(const json::value& dashboard) {
  std::vector<std::string> queries;
  for (const json::value& panel : dashboard.at("panels").as_array()) {
    for (const json::value& target : panel.at("targets").as_array())
      queries.emplace_back(target.at("expr").as_string());
  }
  return queries;
}

std::vector<std::string> all_queries() {
  std::vector<std::string> all;
  for (const std::string& path : dashboards()) {
    for (const std::string& query : queries_of(json::parse(text_of(path))))
      all.push_back(query);
  }
  return all;
}

Names shown() {
  Names names;
  for (const std::string& query : all_queries())
    names.merge(words(query, "herald_"));
  return names;
}

// Prometheus as the package brings it; nothing when it is not installed.
std::optional<apiserver::Finished> promtool(const std::string& arguments) {
  const apiserver::Environment environment{{"PATH", std::getenv("PATH")}, {"HOME", testing::TempDir()}};
  const auto found = apiserver::run({"/bin/sh", "-c", "command -v promtool"}, environment);
  if (found.code != 0) return std::nullopt;
  return apiserver::run({"/bin/sh", "-c", "promtool " + arguments}, environment);
}
constexpr const char* kNoPromtool = "no promtool here; it comes with the package prometheus";

// "- alert: Name", and "## Name" in the guide.
Names names_after(const std::string& text, const std::string& mark) {
  Names found;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    found.insert(text.substr(begin, text.find('\n', begin) - begin));
  }
  return found;
}

TEST(Monitoring, AlertsAndDashboardsKnowOnlyMetricsThatExist) {
  EXPECT_THAT(words(text_of(kRules), "herald_"), IsSubsetOf(documented()));
  EXPECT_THAT(shown(), IsSubsetOf(documented()));
}

TEST(Monitoring, NoMetricIsForgotten) {
  Names watched = words(text_of(kRules), "herald_");
  watched.merge(shown());
  EXPECT_THAT(documented(), IsSubsetOf(watched)) << "neither alerted on nor shown";
}

// The third column of docs/metrics.md names the labels of each metric; Prometheus adds some.
TEST(Monitoring, DashboardsSelectByLabelsThatExist) {
  const std::regex word("[a-z_]+");
  const auto words_in = [&](const std::string& text, Names& into) {
    for (std::sregex_iterator each(text.begin(), text.end(), word), end; each != end; ++each)
      into.insert(each->str());
  };
  Names known{"job", "instance", "node", "pod", "le"};
  const std::string document = text_of("/docs/metrics.md");
  const std::regex row(R"(\n\| `[a-z0-9_]+` \| [a-z]+ \| ([^|]+) \|)");
  for (std::sregex_iterator at(document.begin(), document.end(), row), end; at != end; ++at)
    words_in((*at)[1].str(), known);
  const std::regex by(R"(by \(([^)]*)\)|\{([a-z_]+)(?:=|!))");
  for (const std::string& query : all_queries()) {
    for (std::sregex_iterator at(query.begin(), query.end(), by), end; at != end; ++at) {
      Names labels;
      words_in((*at)[1].str() + (*at)[2].str(), labels);
      EXPECT_THAT(labels, IsSubsetOf(known)) << query;
    }
  }
}

TEST(Monitoring, EveryDashboardIsToldApartAndSaysWhatItShows) {
  EXPECT_EQ(dashboards().size(), 4U) << "overview, layer 2, BGP, API";
  Names uids;
  for (const std::string& path : dashboards()) {
    const json::value dashboard = json::parse(text_of(path));
    EXPECT_TRUE(uids.emplace(dashboard.at("uid").as_string()).second) << path;
    std::set<std::int64_t> ids;
    for (const json::value& panel : dashboard.at("panels").as_array()) {
      EXPECT_TRUE(ids.insert(panel.at("id").as_int64()).second) << path << ": a panel's id twice";
      EXPECT_FALSE(panel.at("description").as_string().empty()) << path << " " << panel.at("title");
    }
    EXPECT_NE(text_of("/docs/operate/monitor.md").find(path.substr(path.rfind('/') + 1)), std::string::npos)
        << path << " is not in the guide";
  }
}

// Prometheus reads each of them: as the expression of a rule, because promtool checks nothing else.
TEST(Monitoring, EveryQueryOfADashboardIsOne) {
  std::string rules = "groups:\n- name: dashboards\n  rules:\n";
  int number = 0;
  for (std::string query : all_queries()) {
    const std::string interval = "$__rate_interval";
    for (std::size_t at = query.find(interval); at != std::string::npos; at = query.find(interval))
      query.replace(at, interval.size(), "5m");
    rules += "  - record: query:" + std::to_string(++number) + "\n    expr: >-\n      " + query + "\n";
  }
  const apiserver::TemporaryDirectory directory;
  const auto done = promtool("check rules " + directory.file("queries.yaml", rules));
  if (!done) GTEST_SKIP() << kNoPromtool;
  EXPECT_EQ(done->code, 0) << done->out;
}

TEST(Monitoring, EveryAlertSaysWhatToDo) {
  EXPECT_EQ(names_after(text_of("/docs/operate/alerts.md"), "\n## "),
            names_after(text_of(kRules), "- alert: "));
}

TEST(Monitoring, EveryAlertIsTested) {
  const std::string tests = text_of("/deploy/monitoring/herald.rules.test.yaml");
  for (const std::string& alert : names_after(text_of(kRules), "- alert: ")) {
    EXPECT_NE(tests.find("\n    alertname: " + alert + "\n    exp_alerts:"), std::string::npos)
        << "no test sees it fire: " << alert;
    EXPECT_NE(tests.find("alertname: " + alert + "}"), std::string::npos)
        << "no test sees it silent: " << alert;
  }
}

TEST(Monitoring, TheAlertsDoWhatTheirTestsSay) {
  for (const std::string& command : {"check rules " + kSource + kRules,
                                     "test rules " + kSource + "/deploy/monitoring/herald.rules.test.yaml"}) {
    const auto done = promtool(command);
    if (!done) GTEST_SKIP() << kNoPromtool;
    EXPECT_EQ(done->code, 0) << done->out;
  }
}

TEST(Monitoring, WithoutTheOperatorPrometheusLearnsTheSameLabels) {
  std::string scraping = text_of("/deploy/monitoring/prometheus.yaml");
  EXPECT_EQ(names_after(scraping, "target_label: "), (Names{"job", "node", "pod"}));
  // The promtool of Debian does not know how to look for targets in Kubernetes.
  const std::size_t looking = scraping.find("  kubernetes_sd_configs:\n");
  ASSERT_NE(looking, std::string::npos);
  scraping.erase(looking, scraping.find("  relabel_configs:\n") - looking);
  const apiserver::TemporaryDirectory directory;
  const auto done = promtool("check config " + directory.file("prometheus.yaml", scraping));
  if (!done) GTEST_SKIP() << kNoPromtool;
  EXPECT_EQ(done->code, 0) << done->out;
}

}  // namespace
}  // namespace herald::deploy
