#include "config/parse_yaml.h"

#include "config/yaml_advice.h"

#include <algorithm>
#include <istream>
#include <sstream>
#include <string>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace herald::config {
namespace {

// The event interface has no way to say "enough"; this stays inside this file.
struct Enough {};

Position position(const YAML::Mark& mark) {
  return {mark.line + 1, mark.column + 1};
}

// Plain scalars and collections carry "?" or nothing, quoted ones "!".
bool is_tag(const std::string& tag) {
  return !tag.empty() && tag != "?" && tag != "!";
}

class Events final : public YAML::EventHandler {
 public:
  Events(RawBuilder& builder, std::string_view text) : builder_(builder), text_(text) {}

  [[nodiscard]] Position last() const { return last_; }

  // yaml-cpp 0.7 sees endless empty documents where a document cannot begin (",").
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (mark.pos == document_start_) {
      go_on(builder_.refuse(seen(mark), "nothing can begin here; write a key, or remove what stands here"));
    }
    document_start_ = mark.pos;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    seen(mark);
    go_on(builder_.null(last_ = position_of_nothing(mark), anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    go_on(builder_.alias(seen(mark), anchor));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";
    if (tag != kStringTag) refuse_tag(mark, tag);
    go_on(builder_.scalar(seen(mark), anchor, value, tag == "!" || tag == kStringTag));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    go_on(builder_.begin(RawKind::list, seen(mark), anchor));
  }
  void OnSequenceEnd() override { go_on(builder_.end()); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    go_on(builder_.begin(RawKind::map, seen(mark), anchor));
  }
  void OnMapEnd() override { go_on(builder_.end()); }

 private:
  Position seen(const YAML::Mark& mark) { return last_ = position(mark); }

  static void go_on(bool yes) {
    if (!yes) throw Enough{};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (is_tag(tag))
      go_on(
          builder_.refuse(seen(mark), "tags (\"!name\") have no meaning here; remove it, or quote the text"));
  }

  // An entry of a list without a value is found by what follows it; people look for its "-".
  [[nodiscard]] Position position_of_nothing(const YAML::Mark& mark) const {
    const auto end = std::min(text_.size(), static_cast<std::size_t>(mark.pos));
    const std::size_t dash = text_.substr(0, end).find_last_not_of(" \t\r\n");
    const bool written_out =
        end < text_.size() && std::string_view("~nN").find(text_[end]) != std::string_view::npos;
    if (written_out || dash == std::string_view::npos || text_[dash] != '-') return position(mark);
    const std::string_view between = text_.substr(dash, end - dash);
    const std::size_t line_start = text_.substr(0, dash).rfind('\n') + 1;  // npos + 1 is 0
    return {mark.line + 1 - static_cast<int>(std::ranges::count(between, '\n')),
            static_cast<int>(dash - line_start) + 1};
  }

  RawBuilder& builder_;
  std::string_view text_;
  Position last_{1, 1};
  int document_start_ = -1;
};

}  // namespace

std::optional<RawDocument> parse_yaml(std::string_view text, const Limits& limits, Report& report) {
  // A quote that is still open at the end of a line at the end of the text goes unnoticed in yaml-cpp 0.7; a
  // last line that is a comment to everything but an open quote brings it to light.
  std::istringstream in(std::string(text) + (text.ends_with('\n') ? "#" : "\n#"));
  RawBuilder builder(report, limits);
  Events events(builder, text);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(events)) {
    }
  } catch (const Enough&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const YamlComplaint said{error.mark.is_null() ? events.last() : position(error.mark), error.msg};
    const YamlComplaint explained = explain_yaml(said, text, events.last());
    report.error({explained.at, ""}, explained.message);
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace herald::config
