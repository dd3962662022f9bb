// Finds where JSON values begin and end without building anything: cutting long lists and watch streams into
// single objects, and rescuing the name of an object whose rest does not decode. It counts brackets and minds
// strings; it does not judge what lies between: the parser that gets the cut-out text does.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace herald::kube {

inline constexpr std::string_view kJsonSpace = " \t\r\n";

[[nodiscard]] std::string_view trim_json(std::string_view text);

// Follows nesting through text that may come in pieces.
class NestingScanner {
 public:
  // Reads on from text[from] and stops behind the first of , : ] } [ { that stands outside strings; the place
  // is text.size() when none came. `found()` is that character, or 0.
  std::size_t next(std::string_view text, std::size_t from);

  [[nodiscard]] char found() const { return found_; }
  [[nodiscard]] std::size_t depth() const { return depth_; }  // open brackets, the found one counted
  [[nodiscard]] bool underflowed() const { return underflowed_; }
  [[nodiscard]] bool in_string() const { return in_string_; }

 private:
  std::size_t finish_string(std::string_view text, std::size_t from);
  void note(char c);

  std::size_t depth_ = 0;
  char found_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool underflowed_ = false;
};

// The text of the member `key` of the object that `text` begins with; the first when there are several.
// Works although what follows that member is broken.
[[nodiscard]] std::optional<std::string_view> find_member(std::string_view text, std::string_view key);

}  // namespace herald::kube
