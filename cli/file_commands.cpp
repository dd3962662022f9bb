#include "cli/file_commands.h"

#include "cli/cluster_files.h"
#include "cli/dry_run.h"
#include "cli/input.h"
#include "cli/page.h"
#include "cli/plan_output.h"
#include "cli/validate.h"
#include "cli/verdict_output.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

struct Options {
  explicit Options(Console with) : console(std::move(with)) {}

  Console console;
  std::vector<std::string> files;
  std::string output = "table";
  std::string load_balancer_class;
};

// Every file, or nothing after saying which cannot be read.
std::vector<InputFile> read_all(const Options& options) {
  std::vector<InputFile> inputs;
  bool readable = true;
  for (const std::string& path : options.files) {
    auto input = read_input(path);
    if (input) {
      inputs.push_back(std::move(*input));
    } else {
      options.console.complain(input.error());
      readable = false;
    }
  }
  if (!readable) inputs.clear();
  return inputs;
}

std::string rendered(const Page& page, const Options& options) {
  return render(page, form_named(options.output).value_or(Form::table));
}

int run_validate(const Options& options) {
  const std::vector<InputFile> inputs = read_all(options);
  if (inputs.empty()) return kUsage;
  std::vector<FileVerdict> verdicts;
  verdicts.reserve(inputs.size());
  for (const InputFile& input : inputs)
    verdicts.push_back(validate(input));
  options.console.print(options.output == "github" ? as_github(verdicts)
                                                   : rendered(show_verdicts(verdicts), options));
  return std::ranges::all_of(verdicts, &FileVerdict::valid) ? kFine : kTrouble;
}

int run_plan(const Options& options) {
  const std::vector<InputFile> inputs = read_all(options);
  if (inputs.empty()) return kUsage;
  const auto cluster = read_cluster(inputs);
  if (!cluster) {
    for (const std::string& error : cluster.error())
      options.console.remark(error);
    return kTrouble;
  }
  for (const std::string& note : cluster->notes)
    options.console.remark("note: " + note);
  options.console.print(rendered(show_plan(dry_run(*cluster, options.load_balancer_class)), options));
  return kFine;
}

using Run = int (*)(const Options&);

CLI::App* add_command(CLI::App& app, const std::pair<const char*, const char*>& name_and_help, Run run,
                      const std::shared_ptr<Options>& options, int& exit_code) {
  CLI::App* const command = app.add_subcommand(name_and_help.first, name_and_help.second);
  command->add_option("-f,--file", options->files, "Files to read; - is standard input")
      ->required()
      ->type_name("FILE");
  command->callback([&exit_code, options, run] { exit_code = run(*options); });
  return command;
}

void add_output(CLI::App& command, std::string& output, std::vector<std::string> forms) {
  command.add_option("-o,--output", output, "The form of what is shown")
      ->check(CLI::IsMember(std::move(forms)))
      ->capture_default_str();
}

}  // namespace

void add_file_commands(CLI::App& app, int& exit_code, const Console& console) {
  // Shared by the callbacks, which CLI11 keeps for as long as it likes.
  const auto options = std::make_shared<Options>(console);
  CLI::App* const validating = add_command(
      app, {"validate", "Say everything that is wrong with configuration texts or ConfigMap manifests"},
      run_validate, options, exit_code);
  add_output(*validating, options->output, {"table", "wide", "json", "yaml", "github"});
  validating->footer("-o github writes annotations that CI systems show beside the changed lines.");

  CLI::App* const planning = add_command(
      app, {"plan", "Show which address each Service in the files would get, and why, or why none"}, run_plan,
      options, exit_code);
  add_output(*planning, options->output, {"table", "wide", "json", "yaml"});
  planning->add_option(
      "--lb-class", options->load_balancer_class,
      "The loadBalancerClass that the controller serves; without it, Services without a class");
}

}  // namespace herald::cli
