// The reference for operators: it has every key of the parser and no other, and its examples are valid.
#include "config/parse.h"

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::config {
namespace {

using Keys = std::set<std::string>;

std::string reference() {
  std::ifstream file(HERALD_SOURCE_DIR "/docs/operate/configuration.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

// A text in which every map has an unknown key, so that the advice lists the known ones.
constexpr std::string_view kUnknownEverywhere = R"(
qqqqqqqqqq: 1
peers:
- qqqqqqqqqq: 1
  node-selectors: [{qqqqqqqqqq: 1, match-expressions: [{qqqqqqqqqq: 1}]}]
  graceful-restart: {qqqqqqqqqq: 1}
  password-secret: {qqqqqqqqqq: 1}
bfd-profiles: [{qqqqqqqqqq: 1}]
address-pools: [{qqqqqqqqqq: 1, bgp-advertisements: [{qqqqqqqqqq: 1}]}]
layer2: {qqqqqqqqqq: 1}
)";

// The heading under which the reference speaks of a place in the text.
const std::map<std::string, std::string>& headings() {
  static const std::map<std::string, std::string> all{
      {"", "Top level"},
      {"peers[0]", "peers[]"},
      {"peers[0].node-selectors[0]", "Selectors"},
      {"peers[0].node-selectors[0].match-expressions[0]", "match-expressions[]"},
      {"peers[0].graceful-restart", "peers[].graceful-restart"},
      {"peers[0].password-secret", "peers[].password-secret"},
      {"bfd-profiles[0]", "bfd-profiles[]"},
      {"address-pools[0]", "address-pools[]"},
      {"address-pools[0].bgp-advertisements[0]", "address-pools[].bgp-advertisements[]"},
      {"layer2", "layer2"}};
  return all;
}

// By heading.
std::map<std::string, Keys> keys_of_the_parser() {
  constexpr std::string_view kList = "the keys here are ";
  std::map<std::string, Keys> keys;
  const auto refused = parse(kUnknownEverywhere);
  for (const Diagnostic& diagnostic : refused.error()) {
    const std::size_t list = diagnostic.message.find(kList);
    if (list == std::string::npos) continue;
    const auto heading = headings().find(diagnostic.path);
    if (heading == headings().end()) {
      ADD_FAILURE() << "the reference has no section for " << diagnostic.path;
      continue;
    }
    std::istringstream words(diagnostic.message.substr(list + kList.size()));
    for (std::string word; words >> word;) {
      if (word.back() == ',') word.pop_back();
      if (word != "and") keys[heading->second].insert(word);
    }
  }
  return keys;
}

// The first column of the table below a heading.
Keys keys_in_section(const std::string& text, const std::string& heading) {
  const std::size_t begin = text.find("\n## " + heading + "\n");
  if (begin == std::string::npos) return {};
  const std::string section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
  const std::regex row(R"(\n\| `([^`]+)` \|)");
  Keys keys;
  for (std::sregex_iterator at(section.begin(), section.end(), row), end; at != end; ++at)
    keys.insert((*at)[1].str());
  return keys;
}

TEST(Reference, HasEveryKeyOfTheParserAndNoOther) {
  const std::string text = reference();
  const auto known = keys_of_the_parser();
  ASSERT_EQ(known.size(), headings().size()) << "not every place could be asked for its keys";
  for (const auto& [heading, keys] : known)
    EXPECT_EQ(keys_in_section(text, heading), keys) << heading;
}

// Every literal that some reader of the parser gives to its table of keys: that the text above misses no map.
TEST(Reference, HasEveryKeyThatTheSourcesName) {
  const std::string text = reference();
  const std::regex key(R"re(\.(?:optional|required|alias)\("([A-Za-z0-9-]+)")re");
  int found = 0;
  for (const std::string part : {"", "_pool", "_peer", "_layer2", "_bfd", "_advertisement", "_selector"}) {
    std::ifstream file(HERALD_SOURCE_DIR "/config/validate" + part + ".cpp");
    const std::string source{std::istreambuf_iterator<char>(file), {}};
    for (std::sregex_iterator at(source.begin(), source.end(), key), end; at != end; ++at, ++found)
      EXPECT_THAT(text, testing::HasSubstr("`" + (*at)[1].str() + "`"));
  }
  EXPECT_GE(found, 70);
}

TEST(Reference, ItsExamplesAreValid) {
  const std::string text = reference();
  const std::regex block("```yaml (?:config|file=config.yaml)\n([^`]*)```");
  int found = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), block), end; at != end; ++at, ++found) {
    const auto parsed = parse((*at)[1].str());
    EXPECT_TRUE(parsed) << (*at)[1].str() << parsed.error().front().to_string();
    if (parsed) {
      EXPECT_TRUE(parsed->warnings.empty()) << parsed->warnings.front().to_string();
    }
  }
  EXPECT_GE(found, 3);
}

}  // namespace
}  // namespace herald::config
