// The types of the grammar that are no network words: booleans, numbers, durations, names, choices, lists and
// sets. Each is called with a Cursor and returns nothing when it has reported what is wrong.
#pragma once

#include "config/cursor.h"
#include "config/wording.h"
#include "core/base/time.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::config {

// A single value; nothing, with a report, for lists, maps and empty values.
[[nodiscard]] std::optional<std::string_view> scalar_text(const Cursor& at);

// true and false; the spellings of YAML 1.1 (yes, off ...) with a warning.
struct Boolean {
  std::optional<bool> operator()(const Cursor& at) const;
};

// Any text, shown in no message: it may be a password.
struct Text {
  std::size_t max_bytes = 4096;
  std::optional<std::string> operator()(const Cursor& at) const;
};

// A text that people refer to: on one line, without spaces around it.
struct Name {
  std::optional<std::string> operator()(const Cursor& at) const;
};

// Plain decimal. `unit` is for messages: "milliseconds".
std::optional<std::int64_t> read_whole_number(const Cursor& at, std::int64_t min, std::int64_t max,
                                              std::string_view unit);

template <class T>
struct WholeNumber {
  T min = std::numeric_limits<T>::min();
  T max = std::numeric_limits<T>::max();
  std::string_view unit{};

  std::optional<T> operator()(const Cursor& at) const {
    const auto value = read_whole_number(at, min, max, unit);
    if (!value) return std::nullopt;
    return static_cast<T>(*value);
  }
};

// A Go duration that is a multiple of `step`.
std::optional<Duration> read_duration(const Cursor& at, Duration step, Duration min, Duration max);

// A Go duration in whole units of T, such as std::chrono::seconds.
template <class T>
struct DurationIn {
  T min{0};
  T max{0};

  std::optional<T> operator()(const Cursor& at) const {
    const auto value = read_duration(at, T(1), min, max);
    if (!value) return std::nullopt;
    return std::chrono::duration_cast<T>(*value);
  }
};

// A number of milliseconds, without a unit: BFD timers have been written so since 2018.
struct Milliseconds {
  int min = 0;
  int max = 0;
  std::optional<std::chrono::milliseconds> operator()(const Cursor& at) const;
};

// One of a few words.
template <class T>
struct OneOf {
  std::vector<std::pair<std::string_view, T>> choices;

  std::optional<T> operator()(const Cursor& at) const {
    const auto text = scalar_text(at);
    if (!text) return std::nullopt;
    std::vector<std::string_view> words;
    for (const auto& [word, value] : choices) {
      if (word == *text) return value;
      words.push_back(word);
    }
    at.error(shown(*text) + " is not possible here; write " + joined(words, "or"));
    return std::nullopt;
  }
};

// The entries that can be read, each with its place. An empty value is an empty list.
template <class Reader>
struct PlacedListOf {
  Reader read;

  using Value = typename decltype(std::declval<Reader>()(std::declval<const Cursor&>()))::value_type;

  std::optional<std::vector<Placed<Value>>> operator()(const Cursor& at) const {
    if (at.node().kind != RawKind::list) {
      at.wrong_kind("a list (\"- \" lines)");
      return std::nullopt;
    }
    std::vector<Placed<Value>> out;
    std::size_t index = 0;
    for (const RawNode* const item : at.node().items) {
      const Cursor entry(at, *item, index++);
      if (auto value = read(entry)) out.push_back({std::move(*value), entry.place()});
    }
    return out;
  }
};

template <class Reader>
struct ListOf {
  Reader read;

  auto operator()(const Cursor& at) const
      -> std::optional<std::vector<typename PlacedListOf<Reader>::Value>> {
    auto placed = PlacedListOf<Reader>{read}(at);
    if (!placed) return std::nullopt;
    std::vector<typename PlacedListOf<Reader>::Value> out;
    for (auto& entry : *placed)
      out.push_back(std::move(entry.value));
    return out;
  }
};

// A list in which nothing may come twice, and order means nothing.
template <class Reader, class Set = std::set<typename PlacedListOf<Reader>::Value>>
struct SetOf {
  Reader read;

  std::optional<Set> operator()(const Cursor& at) const {
    auto placed = PlacedListOf<Reader>{read}(at);
    if (!placed) return std::nullopt;
    Set out;
    for (auto& entry : *placed) {
      if (!out.insert(std::move(entry.value)).second) {
        at.report().error(entry.place, "is in this list already; remove one of the two");
      }
    }
    return out;
  }
};

template <class Reader>
PlacedListOf(Reader) -> PlacedListOf<Reader>;
template <class Reader>
ListOf(Reader) -> ListOf<Reader>;
template <class Reader>
SetOf(Reader) -> SetOf<Reader>;

}  // namespace herald::config
