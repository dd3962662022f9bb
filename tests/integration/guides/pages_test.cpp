// Every page of the guides, done as it says: in a lab of its own with two nodes, with the real kubectl and
// heraldctl.
#include "tests/integration/e2e/lab.h"
#include "tests/integration/guides/guide.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include <gtest/gtest.h>

namespace herald::guides {
namespace {

namespace files = std::filesystem;

const files::path kSource = HERALD_SOURCE_DIR;

std::vector<std::string> pages() {
  std::vector<std::string> names;
  for (const auto& entry : files::directory_iterator(kSource / "docs/operate"))
    names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

std::vector<Step> steps_on(const std::string& page) {
  std::ifstream file(kSource / "docs/operate" / (page + ".md"));
  return steps_of({std::istreambuf_iterator<char>(file), {}});
}

// A folder with what a checkout has at its root, and the programs in the PATH.
class Workplace {
 public:
  explicit Workplace(const e2e::Lab& lab) : lab_(lab) {
    files::create_directory(root() / "bin");
    files::create_symlink(HERALD_CTL, root() / "bin/heraldctl");
    files::create_symlink(HERALD_CTL, root() / "bin/kubectl-herald");
    const char* const kubectl = std::getenv("HERALD_KUBECTL");
    if (kubectl != nullptr) files::create_symlink(kubectl, root() / "bin/kubectl");
    for (const char* const folder : {"deploy", "config"})
      files::create_symlink(kSource / folder, root() / folder);
  }

  [[nodiscard]] apiserver::Finished run(const std::string& commands) const {
    const apiserver::Environment environment{{"PATH", (root() / "bin").string() + ":" + std::getenv("PATH")},
                                             {"HOME", root().string()},
                                             {"TMPDIR", root().string()},
                                             {"KUBECONFIG", lab_.folder() + "/kubeconfig"}};
    return apiserver::run({"/bin/bash", "-euo", "pipefail", "-c", "cd " + root().string() + "\n" + commands},
                          environment);
  }
  void write(const std::string& name, const std::string& text) const {
    static_cast<void>(directory_.file(name, text));
  }

 private:
  [[nodiscard]] files::path root() const { return directory_.path(); }

  const e2e::Lab& lab_;
  apiserver::TemporaryDirectory directory_;
};

class Page : public testing::TestWithParam<std::string> {
 protected:
  void take(const Step& step, e2e::Lab& lab, const Workplace& workplace) {
    SCOPED_TRACE("docs/operate/" + GetParam() + ".md, line " + std::to_string(step.line));
    switch (step.kind) {
      case Kind::file:
        return workplace.write(step.detail, step.text);
      case Kind::await:
        EXPECT_NE(lab.await(step.detail, step.text), "") << "never came: " << step.text;
        return;
      case Kind::command:
        return run(step.text, workplace);
      case Kind::output:
        EXPECT_EQ(missing_line(step.text, output_), "") << "is not in\n" << output_;
        return;
      case Kind::config:
        workplace.write("config-block.yaml", step.text);
        return run("heraldctl validate -f config-block.yaml", workplace);
      case Kind::fault:
        ADD_FAILURE() << step.detail;
        return;
      case Kind::elsewhere:
      case Kind::other:
        return;
    }
  }

 private:
  void run(const std::string& commands, const Workplace& workplace) {
    const apiserver::Finished done = workplace.run(commands);
    EXPECT_EQ(done.code, 0) << commands << done.out;
    output_ = done.out;
  }

  std::string output_;  // of the last commands
};

TEST_P(Page, DoesWhatItSays) {
  const std::vector<Step> steps = steps_on(GetParam());
  const bool acts = std::ranges::any_of(
      steps, [](const Step& step) { return step.kind == Kind::command || step.kind == Kind::config; });
  for (const Step& step : steps) {
    if (!acts && step.kind == Kind::fault) ADD_FAILURE() << "line " << step.line << ": " << step.detail;
  }
  if (!acts) return;
  if (const std::string why = e2e::why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab here: " << why;
  e2e::Lab lab({"--nodes", "2"});
  ASSERT_TRUE(lab.is_up());
  // What the pages take for granted: Herald runs.
  for (const std::string& node : {std::string("node-1"), std::string("node-2")})
    ASSERT_NE(lab.await("get leases -n herald-system -o jsonpath={.spec.holderIdentity}{\"\\n\"}", node), "");
  const Workplace workplace(lab);
  for (const Step& step : steps)
    take(step, lab, workplace);
}

INSTANTIATE_TEST_SUITE_P(Guides, Page, testing::ValuesIn(pages()),
                         [](const auto& page) { return page.param; });

}  // namespace
}  // namespace herald::guides
