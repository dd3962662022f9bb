// The completion scripts in the shells that they are for.
#include "tests/integration/apiserver/process.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace herald::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Words = std::set<std::string>;

// What `shell` (bash, zsh or fish) makes of `text`, with heraldctl in its PATH.
apiserver::Finished run_in(const std::string& shell, const std::string& text,
                           const apiserver::Environment& further = {}) {
  const std::string folder = std::filesystem::path(HERALD_CTL).parent_path().string();
  apiserver::Environment environment{{"PATH", folder + ":" + std::getenv("PATH")},
                                     {"HOME", std::filesystem::temp_directory_path().string()}};
  environment.insert(further.begin(), further.end());
  return apiserver::run({"/usr/bin/env", shell, "-c", text}, environment);
}

// What bash offers for the last of `words`, the way it asks: the words and where the cursor is.
Words offered(const std::string& words) {
  const auto done = run_in("bash",
                           "set -eu; source <(heraldctl completion bash); complete -p heraldctl >/dev/null\n"
                           "COMP_WORDS=(heraldctl " +
                               words +
                               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _heraldctl\n"
                               "printf '%s\\n' \"${COMPREPLY[@]}\"",
                           {{"KUBECONFIG", "/nowhere"}});
  EXPECT_EQ(done.code, 0) << done.out;
  Words found;
  std::istringstream lines(done.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) found.insert(line);
  }
  return found;
}

// What each row of the first table of docs/operate/heraldctl.md begins with.
Words commands_in_the_guide() {
  std::ifstream guide(HERALD_SOURCE_DIR "/docs/operate/heraldctl.md");
  const std::string mark = "| `";
  Words found;
  for (std::string line; std::getline(guide, line) && (found.empty() || !line.empty());) {
    if (line.starts_with(mark))
      found.insert(line.substr(mark.size(), line.find_first_of(" `", mark.size()) - mark.size()));
  }
  return found;
}

TEST(BashCompletion, OffersTheCommands) {
  EXPECT_THAT(offered("sta"), ElementsAre("status"));
  EXPECT_THAT(offered("v"), ElementsAre("validate", "version"));
  Words all = offered("''");
  std::erase_if(all, [](const std::string& word) { return word.starts_with('-'); });
  EXPECT_EQ(all, commands_in_the_guide());
}

TEST(BashCompletion, OffersFlagsAndTheirValues) {
  EXPECT_THAT(offered("status --o"), ElementsAre("--output"));
  EXPECT_THAT(offered("status -o ''"), UnorderedElementsAre("table", "wide", "json", "yaml"));
  EXPECT_THAT(offered("status --output = js"), ElementsAre("json")) << "as bash splits --output=js";
  EXPECT_THAT(offered("validate -o g"), ElementsAre("github"));
  EXPECT_THAT(offered("drain node-1 --u"), ElementsAre("--undo"));
  EXPECT_THAT(offered("status --context ''"), IsEmpty());
  EXPECT_THAT(offered("validate -f /etc/host"), Contains("/etc/hosts"));
}

// The level comes behind the daemon, whatever flags stand between.
TEST(BashCompletion, CountsArguments) {
  const auto levels = UnorderedElementsAre("error", "warning", "info", "debug", "default");
  EXPECT_THAT(offered("logs-level controller ''"), levels);
  EXPECT_THAT(offered("logs-level -n herald-system controller ''"), levels);
  EXPECT_THAT(offered("completion ''"), UnorderedElementsAre("bash", "zsh", "fish"));
}

TEST(BashCompletion, IsSilentWithoutACluster) {
  EXPECT_THAT(offered("explain ''"), IsEmpty());
}

// Every command and flag is in each script, or it was forgotten there.
TEST(Completion, TheShellsKnowTheSame) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const auto script = run_in("bash", "heraldctl completion " + shell);
    EXPECT_EQ(script.code, 0);
    for (const char* const word :
         {"logs-level", "kubeconfig", "undo", "table wide json yaml", "names services"})
      EXPECT_THAT(script.out, testing::HasSubstr(word)) << shell;
  }
  EXPECT_EQ(run_in("bash", "heraldctl completion ksh 2>/dev/null").code, 2);
}

class OtherShell : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (run_in("bash", "command -v " + GetParam()).code != 0) GTEST_SKIP() << "no " << GetParam() << " here";
  }
};

TEST_P(OtherShell, ReadsItsScript) {
  const auto done =
      run_in("bash", "heraldctl completion " + GetParam() + " | " + GetParam() + " -n /dev/stdin");
  EXPECT_EQ(done.code, 0) << done.out;
  EXPECT_EQ(done.out, "");
}

INSTANTIATE_TEST_SUITE_P(Completion, OtherShell, testing::Values("zsh", "fish"));

TEST(FishCompletion, OffersCommandsAndValues) {
  if (run_in("bash", "command -v fish").code != 0) GTEST_SKIP() << "no fish here";
  const std::string script = "heraldctl completion fish | source; complete -C ";
  EXPECT_THAT(run_in("fish", script + "'heraldctl sta'").out, testing::StartsWith("status\t"));
  EXPECT_THAT(run_in("fish", script + "'heraldctl status -o '").out, testing::HasSubstr("json"));
}

}  // namespace
}  // namespace herald::cli
