// Needs bash 4.4 and nothing else, not even the package bash-completion.
#include "cli/completion_text.h"

namespace herald::cli {
namespace {

// What is offered for one place, as a command that fills COMPREPLY.
std::string offer(const Candidates& candidates) {
  if (candidates.files) return "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")";
  if (!candidates.names.empty())
    return "mapfile -t COMPREPLY < <(compgen -W \"$(heraldctl names " + candidates.names +
           " 2>/dev/null)\" -- \"$word\")";
  return "mapfile -t COMPREPLY < <(compgen -W " + quoted(joined(candidates.words, " ")) + " -- \"$word\")";
}

// "status -o" | "status --output": the pattern of a flag before the word.
std::string pattern_of(const CompletedCommand& command, const CompletedFlag& flag) {
  std::vector<std::string> patterns;
  patterns.reserve(flag.spellings.size());
  for (const std::string& spelling : flag.spellings)
    patterns.push_back("'" + command.name + " " + spelling + "'");
  return joined(patterns, " | ");
}

std::string values_of(const CompletedCommands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    for (const CompletedFlag& flag : command.flags) {
      if (flag.takes_value)
        cases += "    " + pattern_of(command, flag) + ") " + offer(flag.value) + "; return ;;\n";
    }
  }
  return cases;
}

std::string flags_of(const CompletedCommands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    Candidates flags;
    for (const CompletedFlag& flag : command.flags)
      flags.words.insert(flags.words.end(), flag.spellings.begin(), flag.spellings.end());
    cases += "      " + command.name + ") " + offer(flags) + " ;;\n";
  }
  return cases;
}

std::string arguments_of(const CompletedCommands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    for (std::size_t i = 0; i < command.arguments.size(); ++i)
      cases +=
          "    '" + command.name + " " + std::to_string(i) + "') " + offer(command.arguments[i]) + " ;;\n";
  }
  return cases;
}

// Which flags swallow the next word, so that this word is no argument.
std::string takers_of(const CompletedCommands& commands) {
  std::vector<std::string> patterns;
  for (const CompletedCommand& command : commands) {
    for (const CompletedFlag& flag : command.flags) {
      if (flag.takes_value) patterns.push_back(pattern_of(command, flag));
    }
  }
  return joined(patterns, " | ");
}

}  // namespace

std::string bash_completion(const CompletedCommands& commands) {
  Candidates names;
  for (const CompletedCommand& command : commands)
    names.words.push_back(command.name);
  return R"(# Completion of heraldctl for bash: source <(heraldctl completion bash)
_heraldctl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  local at position=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    )" + offer(names) +
         R"(
    return
  fi
  # bash takes --flag=value apart at the sign.
  if [[ $word == '=' ]]; then word=''; fi
  if [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  case "$command $before" in
)" + values_of(commands) +
         R"(  esac
  if [[ $word == -* ]]; then
    case $command in
)" + flags_of(commands) +
         R"(    esac
    return
  fi
  for ((at = 2; at < COMP_CWORD; ++at)); do
    case "$command ${COMP_WORDS[at]}" in
      )" +
         takers_of(commands) +
         R"() ((++at)) ;;
      "$command "-*) ;;
      *) ((++position)) ;;
    esac
  done
  case "$command $position" in
)" + arguments_of(commands) +
         R"(  esac
}
complete -F _heraldctl heraldctl
)";
}

}  // namespace herald::cli
