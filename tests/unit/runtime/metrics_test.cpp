#include "runtime/metrics.h"

#include "runtime/process_metrics.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, AreWrittenSortedWithHelpAndKind) {
  Metrics metrics;
  const auto refused = metrics.counters("b_refused_total", "Refusals.", {"reason"});
  refused.with({"PoolFull"}).add();
  refused.with({"AddressTaken"}).add(2);
  metrics.gauge("a_size", "Size.").set(1.5);
  EXPECT_EQ(metrics.expose(),
            "# HELP a_size Size.\n"
            "# TYPE a_size gauge\n"
            "a_size 1.5\n"
            "# HELP b_refused_total Refusals.\n"
            "# TYPE b_refused_total counter\n"
            "b_refused_total{reason=\"AddressTaken\"} 2\n"
            "b_refused_total{reason=\"PoolFull\"} 1\n");
}

TEST(Metrics, HistogramsCountInBucketsAndSeconds) {
  Metrics metrics;
  Histogram took = metrics.histogram("took_seconds", "Time.", {0.1, 1});
  took.observe(50ms);
  took.observe(Duration(500ms));
  took.observe(7.0);
  EXPECT_THAT(metrics.expose(), HasSubstr("took_seconds_bucket{le=\"0.1\"} 1\n"
                                          "took_seconds_bucket{le=\"1\"} 2\n"
                                          "took_seconds_bucket{le=\"+Inf\"} 3\n"
                                          "took_seconds_sum 7.55\n"
                                          "took_seconds_count 3\n"));
}

TEST(Metrics, TheSameLabelsAreTheSameSeries) {
  Metrics metrics;
  const auto family = metrics.gauges("g", "G.", {"node", "interface"});
  family.with({"n1", "eth0"}).set(3);
  EXPECT_EQ(family.with({"n1", "eth0"}).value(), 3);
  EXPECT_EQ(family.with({"n1", "eth1"}).value(), 0);
}

TEST(Metrics, ARemovedSeriesIsGoneAndMayReturn) {
  Metrics metrics;
  const auto family = metrics.gauges("g", "G.", {"pool"});
  family.with({"a"}).set(3);
  family.with({"b"}).set(4);
  family.remove({"a"});
  family.remove({"never there"});
  EXPECT_THAT(metrics.expose(), Not(HasSubstr("pool=\"a\"")));
  EXPECT_THAT(metrics.expose(), HasSubstr("g{pool=\"b\"} 4"));
  EXPECT_EQ(family.with({"a"}).value(), 0);
}

TEST(Metrics, LabelValuesAreEscaped) {
  Metrics metrics;
  metrics.gauges("g", "G.", {"v"}).with({"a\"b\\c\nd"}).set(1);
  EXPECT_THAT(metrics.expose(), HasSubstr(R"(g{v="a\"b\\c\nd"} 1)"));
}

TEST(Metrics, AreRefreshedWhenScraped) {
  Metrics metrics;
  Gauge gauge = metrics.gauge("g", "G.");
  metrics.before_scrape([&] { gauge.add(1); });
  EXPECT_THAT(metrics.expose(), HasSubstr("g 1\n"));
  EXPECT_THAT(metrics.expose(), HasSubstr("g 2\n"));
}

TEST(Metrics, MayBeCountedFromTwoThreadsWhileScraped) {
  Metrics metrics;
  Counter counter = metrics.counter("c_total", "C.");
  std::thread other([counter]() mutable {
    for (int i = 0; i < 10000; ++i)
      counter.add();
  });
  for (int i = 0; i < 20; ++i)
    EXPECT_FALSE(metrics.expose().empty());
  other.join();
  EXPECT_EQ(counter.value(), 10000);
}

TEST(MetricsDeathTest, ANameIsRegisteredOnceAndLabelsMustMatch) {
  Metrics metrics;
  const auto family = metrics.gauges("g", "G.", {"a"});
  EXPECT_DEATH(static_cast<void>(metrics.counter("g", "Again.")), "broken invariant");
  EXPECT_DEATH(static_cast<void>(family.with({"1", "2"})), "broken invariant");
}

TEST(ProcessMetrics, SayWhatTheProcessUses) {
  Metrics metrics;
  add_process_metrics(metrics);
  const std::string text = metrics.expose();
  const auto value = [&](const std::string& name) {
    std::smatch match;
    return std::regex_search(text, match, std::regex("\n" + name + " ([0-9.e+]+)\n")) ? std::stod(match[1])
                                                                                      : -1;
  };
  EXPECT_GT(value("process_resident_memory_bytes"), 100'000);
  EXPECT_GT(value("process_virtual_memory_bytes"), value("process_resident_memory_bytes"));
  EXPECT_GE(value("process_cpu_seconds_total"), 0);
  EXPECT_GE(value("process_open_fds"), 3);
  EXPECT_GT(value("process_max_fds"), 3);
  EXPECT_GT(value("process_start_time_seconds"), 1'500'000'000);
  EXPECT_THAT(text, HasSubstr("herald_build_info{compiler=\""));
}

TEST(ProcessMetrics, AreDocumentedWithTheirKindAndLabels) {
  std::ifstream file(HERALD_SOURCE_DIR "/docs/metrics.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = document.find("\n## Every program\n");
  ASSERT_NE(start, std::string::npos);
  const std::string text = document.substr(start, document.find("\n## ", start + 1) - start);
  std::multiset<std::string> documented;
  const std::regex row(R"(\n\| `([a-z0-9_]+)` \| ([a-z]+) \| ([^|]+) \| (?=[^|\s]))");
  for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at) {
    documented.insert((*at)[1].str() + " " + (*at)[2].str() + " " + (*at)[3].str());
  }
  Metrics metrics;
  add_process_metrics(metrics);
  std::multiset<std::string> registered;
  for (const MetricInfo& info : metrics.registered()) {
    std::string labels;
    for (const std::string& label : info.labels)
      labels += (labels.empty() ? "" : ", ") + label;
    registered.insert(info.name + " " + std::string(name(info.kind)) + " " + (labels.empty() ? "-" : labels));
  }
  EXPECT_EQ(documented, registered);
}

}  // namespace
}  // namespace herald::runtime
