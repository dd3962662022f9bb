// The table that a bench prints: one line for each thing measured, and whether its bar is met.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace herald::e2e {

// What must hold of a line's figures.
struct Bar {
  enum class Of : unsigned char { p99, max, lost };
  Of of = Of::max;
  double below = 0;  // 0: there may be none at all
  const char* unit = "ms";
};

struct Line {
  std::string what;
  std::vector<double> figures = {};  // one of each run
  std::optional<int> lost = {};      // knocks, in all runs
  Bar bar;

  [[nodiscard]] double at(double quantile) const;
  [[nodiscard]] bool met() const;
};

class BarsTable {
 public:
  void headline(const std::string& text);
  void add(const Line& line);
  // Something that has to be so, with what it was.
  void add(const std::string& what, bool met, const std::string& found);

  [[nodiscard]] bool all_met() const { return missed_ == 0; }

 private:
  int missed_ = 0;
};

}  // namespace herald::e2e
