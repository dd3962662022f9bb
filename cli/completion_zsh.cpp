// For `source <(heraldctl completion zsh)` and as a file named _heraldctl in the fpath alike.
#include "cli/completion_text.h"

namespace herald::cli {
namespace {

// The action of _arguments for one place.
std::string action_of(const Candidates& candidates) {
  if (candidates.files) return "_files";
  if (!candidates.names.empty()) return "_heraldctl_names " + candidates.names;
  return candidates.words.empty() ? " " : "(" + joined(candidates.words, " ") + ")";
}

std::string flag_specs(const CompletedFlag& flag) {
  std::string lines;
  const std::string others = "(" + joined(flag.spellings, " ") + ")";
  for (const std::string& spelling : flag.spellings) {
    std::string spec = others + spelling + "[" + escaped(flag.help, "[]:\\") + "]";
    if (flag.takes_value) spec += ":value:" + action_of(flag.value);
    lines += " \\\n          " + quoted(spec);
  }
  return lines;
}

std::string case_of(const CompletedCommand& command) {
  std::string text = "        " + command.name + ")\n          _arguments";
  for (const CompletedFlag& flag : command.flags)
    text += flag_specs(flag);
  for (std::size_t i = 0; i < command.arguments.size(); ++i)
    text +=
        " \\\n          " + quoted(std::to_string(i + 1) + ":argument:" + action_of(command.arguments[i]));
  return text + " ;;\n";
}

}  // namespace

std::string zsh_completion(const CompletedCommands& commands) {
  std::string described;
  std::string cases;
  for (const CompletedCommand& command : commands) {
    described += "        " + quoted(command.name + ":" + escaped(command.help, ":\\")) + "\n";
    cases += case_of(command);
  }
  return R"END(#compdef heraldctl
# Completion of heraldctl for zsh: source <(heraldctl completion zsh)
_heraldctl_names() {
  local -a found
  found=(${(f)"$(heraldctl names $1 2>/dev/null)"})
  compadd -a found
}

_heraldctl() {
  local context state state_descr line
  local -a commands
  typeset -A opt_args
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      commands=(
)END" + described +
         R"END(      )
      _describe command commands ;;
    argument)
      case $words[1] in
)END" + cases +
         R"END(      esac ;;
  esac
}

if [[ $funcstack[1] == _heraldctl ]]; then
  _heraldctl "$@"
else
  compdef _heraldctl heraldctl
fi
)END";
}

}  // namespace herald::cli
