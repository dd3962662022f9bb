// Bringing a lab up and taking it down.
#include "lab/cli/commands.h"
#include "lab/cli/inside.h"
#include "lab/cluster/cluster.h"
#include "lab/cluster/namespaces.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

namespace herald::lab {
namespace {

volatile std::sig_atomic_t told_to_stop = 0;  // by this signal

// Before anything is there that must not stay. Without SA_RESTART: whatever waits is to notice.
void notice_signals() {
  struct sigaction action{};
  action.sa_handler = [](int signal) { told_to_stop = signal; };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    ::sigaction(signal, &action, nullptr);
}

// By a process of its own, because entering the lab changes the one that does it.
bool furnish_from_inside(const LabDirectory& directory, const LabDirectory::Description& description,
                         Lifeline& lifeline) {
  const pid_t child = ::fork();
  if (child == 0) {
    lifeline.close();
    if (const auto entered = enter(description.holder); !entered) ::_exit(complain(entered.error()));
    ::_exit(finish(furnish_lab(directory, description.choices)));
  }
  int status = 0;
  // Told to stop meanwhile: the child ends with what it furnishes.
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    end_holder(description.holder);
  return status == 0;
}

void greet(const LabDirectory& directory, const Choices& choices) {
  std::printf("%d nodes, %d controllers", choices.nodes, choices.controllers);
  for (int lan = 1; lan <= choices.lans; ++lan)
    std::printf("; %s is %s", lan == 1 ? "the LAN" : lan_name(lan).c_str(), ranges_of(choices, lan).c_str());
  std::printf("\nexport KUBECONFIG=%s\n", directory.kubeconfig().c_str());
  std::fflush(stdout);
}

void take_down(const LabDirectory& directory, bool keep_logs) {
  if (const auto description = directory.description()) end_holder(description->holder);
  directory.remove(keep_logs);
}

// Who stopped it knows why; else the logs tell.
int give_up(const LabDirectory& directory, const std::string& why) {
  const int signal = told_to_stop;
  take_down(directory, signal == 0);
  return signal == 0 ? complain(why) : 128 + signal;
}

int stay(const LabDirectory& directory) {
  while (told_to_stop == 0 &&
         is_running(directory.description().value_or(LabDirectory::Description{}).holder))
    ::pause();
  take_down(directory, true);
  return kDone;
}

}  // namespace

int up(const LabDirectory& directory, const UpOptions& options) {
  const auto before = directory.description();
  if (before && is_running(before->holder) && directory.stands()) {
    if (before->choices != options.choices) return complain("another lab is up here; `lab down` ends it");
    greet(directory, options.choices);
    return kDone;
  }
  if (const auto machine = check_machine(options.choices); !machine) return complain(machine.error());
  take_down(directory, false);  // one that ended without saying good-bye, or while it was coming up
  notice_signals();
  if (const auto made = directory.make(); !made) return complain(made.error());
  auto holder = start_holder(directory);
  if (!holder) return give_up(directory, holder.error());
  const LabDirectory::Description description{holder->process, options.choices};
  if (const auto described = directory.describe(description); !described)
    return give_up(directory, described.error());
  if (!furnish_from_inside(directory, description, holder->lifeline) || told_to_stop != 0)
    return give_up(directory, "it did not come up; its logs are in " + directory.file("logs"));
  if (const auto noted = directory.note_that_it_stands(); !noted) return give_up(directory, noted.error());
  greet(directory, options.choices);
  if (options.foreground) return stay(directory);
  holder->lifeline.let_go();
  return kDone;
}

int check(const LabDirectory& directory) {
  if (const auto machine = check_machine({}); !machine) return complain(machine.error());
  const LabDirectory trial(directory.path() + "-check");  // whatever is up stays up
  notice_signals();
  if (const auto made = trial.make(); !made) return complain(made.error());
  const auto holder = start_holder(trial);
  if (holder) end_holder(holder->process);
  trial.remove(false);
  if (told_to_stop != 0) return 128 + told_to_stop;
  return holder ? kDone : complain(holder.error());
}

int down(const LabDirectory& directory, bool keep_logs) {
  take_down(directory, keep_logs);
  if (keep_logs) std::printf("the logs stay in %s\n", directory.file("logs").c_str());
  return kDone;
}

}  // namespace herald::lab
