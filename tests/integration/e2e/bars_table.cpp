#include "tests/integration/e2e/bars_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace herald::e2e {
namespace {

std::string text_of(const Bar& bar) {
  if (bar.of == Bar::Of::lost) return "nothing lost";
  const std::string unit = std::string(" ") + bar.unit;
  const std::string name = bar.of == Bar::Of::p99 ? "p99" : "max";
  const auto limit = static_cast<long>(bar.below);
  return limit == 0 ? "no" + unit : name + " < " + std::to_string(limit) + unit;
}

}  // namespace

double Line::at(double quantile) const {
  std::vector<double> sorted = figures;
  std::ranges::sort(sorted);
  if (sorted.empty()) return 0;
  const auto index = static_cast<std::size_t>(std::lround(quantile * static_cast<double>(sorted.size() - 1)));
  return sorted[std::min(index, sorted.size() - 1)];
}

bool Line::met() const {
  if (bar.of == Bar::Of::lost) return lost == 0;
  const double figure = at(bar.of == Bar::Of::p99 ? 0.99 : 1);
  return !figures.empty() && (bar.below == 0 ? figure == 0 : figure < bar.below);
}

void BarsTable::headline(const std::string& text) {
  std::printf("\n%-44s %5s %7s %7s %7s %6s   %s\n", text.c_str(), "runs", "p50", "p99", "max", "lost", "bar");
  std::fflush(stdout);
}

void BarsTable::add(const Line& line) {
  const bool met = line.met();
  missed_ += met ? 0 : 1;
  std::printf("%-44s %5zu %7.0f %7.0f %7.0f %6s   %-14s %s\n", line.what.c_str(), line.figures.size(),
              line.at(0.5), line.at(0.99), line.at(1), line.lost ? std::to_string(*line.lost).c_str() : "",
              text_of(line.bar).c_str(), met ? "met" : "MISSED");
  std::fflush(stdout);
}

void BarsTable::add(const std::string& what, bool met, const std::string& found) {
  missed_ += met ? 0 : 1;
  std::printf("%-44s %-37s   %-14s %s\n", what.c_str(), found.c_str(), "", met ? "met" : "MISSED");
  std::fflush(stdout);
}

}  // namespace herald::e2e
