// heraldctl: the command line. Exit codes: 0 fine, 1 what was looked at (a configuration, a cluster) is not
// as it should be, 2 the command was used wrongly, a file cannot be read or the cluster cannot be reached.
#include "cli/cluster_files.h"
#include "cli/dry_run.h"
#include "cli/input.h"
#include "cli/live_commands.h"
#include "cli/plan_output.h"
#include "cli/validate.h"
#include "cli/verdict_output.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

enum ExitCode : int { kFine = 0, kInvalid = 1, kUsage = 2 };

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string load_balancer_class;
};

void print(const std::string& text, std::FILE* to = stdout) {
  std::fwrite(text.data(), 1, text.size(), to);
}

// Every file, or nothing after saying which cannot be read.
std::vector<InputFile> read_all(const std::vector<std::string>& paths) {
  std::vector<InputFile> inputs;
  bool readable = true;
  for (const std::string& path : paths) {
    auto input = read_input(path);
    if (input) {
      inputs.push_back(std::move(*input));
    } else {
      print("heraldctl: " + input.error() + "\n", stderr);
      readable = false;
    }
  }
  if (!readable) inputs.clear();
  return inputs;
}

int run_validate(const Options& options) {
  const std::vector<InputFile> inputs = read_all(options.files);
  if (inputs.empty()) return kUsage;
  std::vector<FileVerdict> verdicts;
  for (const InputFile& input : inputs)
    verdicts.push_back(validate(input));
  if (options.output == "json") {
    print(as_json(verdicts));
  } else if (options.output == "github") {
    print(as_github(verdicts));
  } else {
    print(as_text(verdicts));
  }
  return std::ranges::all_of(verdicts, &FileVerdict::valid) ? kFine : kInvalid;
}

int run_plan(const Options& options) {
  const std::vector<InputFile> inputs = read_all(options.files);
  if (inputs.empty()) return kUsage;
  const auto cluster = read_cluster(inputs);
  if (!cluster) {
    for (const std::string& error : cluster.error())
      print(error + "\n", stderr);
    return kInvalid;
  }
  for (const std::string& note : cluster->notes)
    print("note: " + note + "\n", stderr);
  const std::vector<Outcome> outcomes = dry_run(*cluster, options.load_balancer_class);
  print(options.output == "json" ? as_json(outcomes) : as_table(outcomes));
  return kFine;
}

void add_files(CLI::App& command, Options& options) {
  command.add_option("-f,--file", options.files, "Files to read; - is standard input")
      ->required()
      ->type_name("FILE");
}

int run(int argc, char** argv) {
  CLI::App app("heraldctl: looks at Herald's configuration and at what it does");
  app.set_version_flag("--version", HERALD_VERSION);
  app.require_subcommand(1);

  Options validating{.files = {}, .output = "human", .load_balancer_class = {}};
  CLI::App* validate = app.add_subcommand(
      "validate", "Say everything that is wrong with configuration texts or ConfigMap manifests");
  add_files(*validate, validating);
  validate->add_option("-o,--output", validating.output, "human, json, or github (annotations for CI)")
      ->check(CLI::IsMember({"human", "json", "github"}))
      ->capture_default_str();

  Options planning{.files = {}, .output = "table", .load_balancer_class = {}};
  CLI::App* plan = app.add_subcommand(
      "plan", "Show which address each Service in the files would get, and why, or why none");
  add_files(*plan, planning);
  plan->add_option("-o,--output", planning.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  plan->add_option("--lb-class", planning.load_balancer_class,
                   "The loadBalancerClass that the controller serves; without it, Services without a class");

  int exit_code = kFine;
  add_live_commands(app, exit_code);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  if (validate->parsed()) return run_validate(validating);
  return plan->parsed() ? run_plan(planning) : exit_code;
}

}  // namespace
}  // namespace herald::cli

int main(int argc, char** argv) {
  return herald::cli::run(argc, argv);
}
