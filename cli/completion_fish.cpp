#include "cli/completion_text.h"

namespace herald::cli {
namespace {

std::string answers_of(const Candidates& candidates) {
  if (candidates.files) return " -F";
  if (!candidates.names.empty()) return " -a '(heraldctl names " + candidates.names + " 2>/dev/null)'";
  return candidates.words.empty() ? "" : " -a " + quoted(joined(candidates.words, " "));
}

std::string flag_line(const std::string& where, const CompletedFlag& flag) {
  std::string line = where;
  for (const std::string& spelling : flag.spellings)
    line += spelling.starts_with("--") ? " -l " + spelling.substr(2) : " -s " + spelling.substr(1);
  if (flag.takes_value) line += (flag.value.files ? " -r" : " -x") + answers_of(flag.value);
  return line + " -d " + quoted(flag.help) + "\n";
}

}  // namespace

std::string fish_completion(const CompletedCommands& commands) {
  std::string text =
      "# Completion of heraldctl for fish: heraldctl completion fish | source\n"
      "complete -c heraldctl -f\n";
  for (const CompletedCommand& command : commands) {
    text += "complete -c heraldctl -n __fish_use_subcommand -a " + command.name + " -d " +
            quoted(command.help) + "\n";
    const std::string where = "complete -c heraldctl -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const CompletedFlag& flag : command.flags)
      text += flag_line(where, flag);
    for (const Candidates& argument : command.arguments) {
      if (const std::string answers = answers_of(argument); !answers.empty()) text += where + answers + "\n";
    }
  }
  return text;
}

}  // namespace herald::cli
