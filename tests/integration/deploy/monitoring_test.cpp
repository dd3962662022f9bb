// Alerts, dashboard and documentation speak of the same metrics, and the alerts do what their tests say.
#include "tests/integration/apiserver/process.h"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using testing::IsSubsetOf;
using Names = std::set<std::string>;

const std::string kSource = HERALD_SOURCE_DIR;
const std::string kRules = "/deploy/monitoring/herald.rules.yaml";
const std::string kDashboard = "/deploy/monitoring/dashboards/herald.json";

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

// "- alert: Name", and "## Name" in the guide.
Names names_after(const std::string& text, const std::string& mark) {
  Names found;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    found.insert(text.substr(begin, text.find('\n', begin) - begin));
  }
  return found;
}

TEST(Monitoring, AlertsAndDashboardKnowOnlyMetricsThatExist) {
  EXPECT_THAT(words(text_of(kRules), "herald_"), IsSubsetOf(documented()));
  EXPECT_THAT(words(text_of(kDashboard), "herald_"), IsSubsetOf(documented()));
}

TEST(Monitoring, NoMetricIsForgotten) {
  Names watched = words(text_of(kRules), "herald_");
  watched.merge(words(text_of(kDashboard), "herald_"));
  // When something was, rather than how it is.
  for (const char* name :
       {"herald_config_last_reload_success", "herald_config_last_reload_timestamp_seconds"})
    watched.insert(name);
  EXPECT_THAT(documented(), IsSubsetOf(watched)) << "neither alerted on nor shown";
}

TEST(Monitoring, EveryAlertSaysWhatToDo) {
  EXPECT_EQ(names_after(text_of("/docs/operate/alerts.md"), "\n## "),
            names_after(text_of(kRules), "- alert: "));
}

TEST(Monitoring, TheAlertsDoWhatTheirTestsSay) {
  const apiserver::Environment environment{{"PATH", std::getenv("PATH")}, {"HOME", testing::TempDir()}};
  const auto found = apiserver::run({"/bin/sh", "-c", "command -v promtool"}, environment);
  if (found.code != 0) GTEST_SKIP() << "no promtool here; it comes with the package prometheus";
  for (const std::string& command : {"check rules " + kSource + kRules,
                                     "test rules " + kSource + "/deploy/monitoring/herald.rules.test.yaml"}) {
    const auto done = apiserver::run({"/bin/sh", "-c", "promtool " + command}, environment);
    EXPECT_EQ(done.code, 0) << done.out;
  }
  for (const std::string& alert : names_after(text_of(kRules), "- alert: "))
    EXPECT_NE(text_of("/deploy/monitoring/herald.rules.test.yaml").find("alertname: " + alert),
              std::string::npos)
        << alert;
}

}  // namespace
}  // namespace herald::deploy
