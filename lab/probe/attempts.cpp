#include "lab/probe/attempts.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace herald::lab {
namespace {

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string seconds(Duration duration) {
  return number(milliseconds(duration) / 1000.0) + " s";
}

}  // namespace

Duration ProbeReport::longest() const {
  Duration longest{};
  for (const Gap& gap : gaps)
    longest = std::max(longest, gap.length);
  return longest;
}

Duration ProbeReport::total() const {
  Duration total{};
  for (const Gap& gap : gaps)
    total += gap.length;
  return total;
}

ProbeReport summarize(const std::vector<ProbeAttempt>& attempts) {
  ProbeReport report;
  report.sent = attempts.size();
  std::optional<Duration> gap_from;
  Duration last_good{};
  for (const ProbeAttempt& attempt : attempts) {
    if (!attempt.answered) {
      ++report.lost;
      if (!gap_from) gap_from = last_good;
      continue;
    }
    if (gap_from) report.gaps.push_back({*gap_from, attempt.sent - *gap_from});
    gap_from.reset();
    last_good = attempt.sent;
    report.slowest = std::max(report.slowest, *attempt.answered - attempt.sent);
    const bool another = report.answerers.empty() || report.answerers.back().node != attempt.node;
    if (another) report.answerers.push_back({attempt.node, attempt.sent});
  }
  if (gap_from) report.gaps.push_back({*gap_from, attempts.back().sent - *gap_from});
  return report;
}

std::string for_people(const ProbeReport& report) {
  std::string text = "sent " + std::to_string(report.sent) + ", lost " + std::to_string(report.lost);
  if (report.gaps.empty()) {
    text += "; no gap";
  } else {
    text += "; gaps " + std::to_string(report.gaps.size()) + ", longest " +
            number(milliseconds(report.longest())) + " ms, in all " + number(milliseconds(report.total())) +
            " ms";
  }
  text += "; slowest answer " + number(milliseconds(report.slowest)) + " ms\n";
  constexpr std::size_t kWorthTelling =
      12;  // a Service that spreads its load is answered by all of its nodes in turn
  for (std::size_t i = 0; i < report.answerers.size() && i < kWorthTelling; ++i)
    text += "  from " + seconds(report.answerers[i].from) + " on: " + report.answerers[i].node + "\n";
  if (report.answerers.size() > kWorthTelling) text += "  and so on, in turn\n";
  return text;
}

std::string as_json(const ProbeReport& report) {
  std::string text = R"({"sent":)" + std::to_string(report.sent) + R"(,"lost":)" +
                     std::to_string(report.lost) + R"(,"longest_ms":)" +
                     number(milliseconds(report.longest())) + R"(,"total_ms":)" +
                     number(milliseconds(report.total())) + R"(,"slowest_ms":)" +
                     number(milliseconds(report.slowest)) + R"(,"gaps":[)";
  for (std::size_t i = 0; i < report.gaps.size(); ++i) {
    text += std::string(i == 0 ? "" : ",") + R"({"at_ms":)" + number(milliseconds(report.gaps[i].from)) +
            R"(,"ms":)" + number(milliseconds(report.gaps[i].length)) + "}";
  }
  text += R"(],"answerers":[)";
  for (std::size_t i = 0; i < report.answerers.size(); ++i) {
    text += std::string(i == 0 ? "" : ",") + R"({"at_ms":)" + number(milliseconds(report.answerers[i].from)) +
            R"(,"node":")" + report.answerers[i].node + R"("})";
  }
  return text + "]}\n";
}

}  // namespace herald::lab
