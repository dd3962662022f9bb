#include "cli/completion_command.h"

#include "cli/completion.h"
#include "cli/live_asked.h"
#include "cli/live_read.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace herald::cli {
namespace {

// The words of a check that a value is one of them: CLI11 tells it as "{a,b}" in the name of the type.
std::vector<std::string> words_of(const CLI::Option& option) {
  std::vector<std::string> words;
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return words;
  std::string rest = type.substr(open + 1, close - open - 1) + ",";
  for (std::size_t comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    words.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  return words;
}

Candidates candidates_of(const CLI::Option& option) {
  // Arguments by their names; what else there is to choose from only a cluster knows.
  static const std::map<std::string, std::string, std::less<>> names{
      {"service", "services"}, {"node", "nodes"}, {"daemon", "daemons"}};
  Candidates candidates{.words = words_of(option), .names = {}, .files = option.get_type_name() == "FILE"};
  const auto known = names.find(option.get_name());
  if (known != names.end()) candidates.names = known->second;
  return candidates;
}

CompletedFlag flag_of(const CLI::Option& option) {
  CompletedFlag flag{.spellings = {},
                     .help = option.get_description(),
                     .takes_value = option.get_items_expected_max() > 0,
                     .value = candidates_of(option)};
  for (const std::string& name : option.get_snames())
    flag.spellings.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    flag.spellings.push_back("--" + name);
  return flag;
}

CompletedCommands commands_of(const CLI::App& app) {
  CompletedCommands commands;
  for (const CLI::App* const each : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (each->get_group().empty()) continue;  // hidden
    CompletedCommand command{
        .name = each->get_name(), .help = each->get_description(), .flags = {}, .arguments = {}};
    for (const CLI::Option* const option : each->get_options()) {
      if (option->get_positional()) {
        command.arguments.push_back(candidates_of(*option));
      } else {
        command.flags.push_back(flag_of(*option));
      }
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string script_for(std::string_view shell, const CompletedCommands& commands) {
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

std::string names_in(const LiveCluster& cluster, std::string_view kind) {
  std::string lines;
  if (kind == "services") {
    for (const model::Service& service : cluster.services)
      lines += service.key.to_string() + "\n";
    return lines;
  }
  const bool daemons = kind == "daemons";
  if (daemons) lines = "controller\nspeakers\nall\n";
  for (const LiveSpeaker& speaker : cluster.speakers)
    lines += (daemons ? "speaker/" : "") + speaker.report.member.node + "\n";
  return lines;
}

int run_names(const Asked& asked) {
  const auto cluster = read_live_cluster(asked.cluster);
  if (!cluster) return asked.console.refuse(cluster.error());
  asked.console.print(names_in(*cluster, asked.subject));
  return kFine;
}

}  // namespace

void add_completion_commands(CLI::App& app, int& exit_code, LiveApp& live) {
  CLI::App* const naming = live.add_command("names", "Print the names that completion offers", run_names);
  naming->group("");
  naming->add_option("kind", live.asked().subject, "Of what")
      ->required()
      ->check(CLI::IsMember({"services", "nodes", "daemons"}));

  const auto shell = std::make_shared<std::string>();
  CLI::App* const command =
      app.add_subcommand("completion", "Print a script that completes these commands in a shell");
  command->add_option("shell", *shell, "The shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("source <(heraldctl completion bash)\nheraldctl completion fish | source");
  command->callback([&app, &exit_code, shell, console = live.asked().console] {
    console.print(script_for(*shell, commands_of(app)));
    exit_code = kFine;
  });
}

}  // namespace herald::cli
