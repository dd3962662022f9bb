// The program itself: exit codes, standard input, where it prints.
#include <array>
#include <cstdio>
#include <string>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald {
namespace {

using testing::HasSubstr;

struct Finished {
  int exit_code = -1;
  std::string output;
};

// `arguments` go through a shell, so that tests can redirect.
Finished heraldctl(const std::string& arguments) {
  const std::string command = std::string(HERALD_CTL) + " " + arguments;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  Finished run;
  std::array<char, 4096> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    run.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  return run;
}

std::string example(const std::string& name) {
  return std::string(HERALD_SOURCE_DIR) + "/config/examples/" + name;
}

TEST(Heraldctl, ValidatesFilesAndStandardInput) {
  const Finished run =
      heraldctl("validate -f " + example("herald-full.yaml") + " -f - <" + example("seed-cluster.yaml"));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.output, HasSubstr("herald-full.yaml: valid"));
  EXPECT_THAT(run.output, HasSubstr("<stdin>: valid (1 pool)"));
}

TEST(Heraldctl, ExitsWithOneForAnInvalidConfiguration) {
  const Finished run = heraldctl("validate -f - <<'END'\naddress-pols: []\nEND\n");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("<stdin>:1:1"));
  EXPECT_THAT(run.output, HasSubstr("did you mean \"address-pools\"?"));
}

TEST(Heraldctl, ExitsWithTwoForWhatItCannotReadOrDoesNotKnow) {
  EXPECT_EQ(heraldctl("validate -f /does/not/exist 2>&1").exit_code, 2);
  EXPECT_THAT(heraldctl("validate -f /does/not/exist 2>&1").output, HasSubstr("No such file"));
  EXPECT_EQ(heraldctl("validate -f / 2>&1").exit_code, 2);
  EXPECT_EQ(heraldctl("validate --no-such-flag 2>&1").exit_code, 2);
  EXPECT_EQ(heraldctl("2>&1").exit_code, 2);
}

TEST(Heraldctl, PlansFromTheExamples) {
  const Finished run =
      heraldctl("plan -f " + example("seed-cluster.yaml") + " -f " + example("seed-services.yaml"));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.output, HasSubstr("istio-ingressgateway   192.168.23.220   my-ip-space   Assigned"));
}

TEST(Heraldctl, PlansNothingFromAnInvalidConfiguration) {
  const Finished run =
      heraldctl("plan -f " + example("seed-services.yaml") + " -f - 2>&1 <<'END'\npeers: 7\nEND\n");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("<stdin>:1:8 peers"));
}

TEST(Heraldctl, TellsItsVersionAndHowToUseIt) {
  EXPECT_EQ(heraldctl("--version").exit_code, 0);
  const Finished help = heraldctl("plan --help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("--lb-class"));
}

}  // namespace
}  // namespace herald
