// Collects everything that is wrong with one text. Keeps the first of many in the order of the text, so that
// a text with a million mistakes costs no more than one with a hundred.
#pragma once

#include "config/diagnostic.h"
#include "config/raw.h"

#include <cstddef>
#include <set>
#include <string>

namespace herald::config {

// Where something was written, for messages that come later or from elsewhere.
struct Place {
  Position at;
  std::string path;
};

template <class T>
struct Placed {
  T value;
  Place place;
};

class Report {
 public:
  // How many are shown; the rest is a number.
  static constexpr std::size_t kMaxShown = 100;

  void error(const Place& place, std::string message) {
    ++complaints_;
    errors_.add(Severity::error, place, message);
  }
  void warning(const Place& place, std::string message) { warnings_.add(Severity::warning, place, message); }

  // How often something was found wrong: "nothing new since" means sound.
  [[nodiscard]] std::size_t complaints() const { return complaints_; }
  [[nodiscard]] bool has_errors() const { return errors_.total != 0; }
  // More errors than anyone will be shown: advice that is costly to find may be left out.
  [[nodiscard]] bool flooded() const { return errors_.total > kMaxShown; }

  // In the order of the text; the last one tells how many were left out.
  [[nodiscard]] Diagnostics errors() const { return errors_.shown("errors"); }
  [[nodiscard]] Diagnostics warnings() const { return warnings_.shown("warnings"); }

 private:
  struct ByPosition {
    bool operator()(const Diagnostic& a, const Diagnostic& b) const;
  };
  struct Kept {
    // A node that several aliases share is wrong once, under the path met first.
    std::set<Diagnostic, ByPosition> first;
    std::size_t total = 0;

    void add(Severity severity, const Place& place, std::string& message);
    [[nodiscard]] Diagnostics shown(std::string_view noun) const;
  };

  Kept errors_;
  std::size_t complaints_ = 0;
  Kept warnings_;
};

}  // namespace herald::config
