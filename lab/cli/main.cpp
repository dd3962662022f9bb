// lab: the cluster in a box, from the command line.
#include "core/base/duration.h"
#include "lab/cli/commands.h"

#include <csignal>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace herald::lab {
namespace {

struct Words {
  std::string name = "default";
  std::string dir;
  UpOptions up;
  std::vector<std::string> routers;
  ProbeOptions probe;
  std::string target;  // the place or daemon that a command is about
  std::string lan;     // that the place is on
  std::string question;
  std::vector<std::string> rest;
  std::vector<std::string> on, unready, terminating;
  Workload workload;
  bool keep_logs = false;
  bool svg = false;
  int percent = 0;
  Slowness slowness;
};

LabDirectory directory_of(const Words& words) {
  return LabDirectory(words.dir.empty() ? LabDirectory::usual_path(words.name) : words.dir);
}

// Runs when its subcommand was given.
using Action = std::function<int(const LabDirectory&)>;

class CommandLine {
 public:
  CommandLine() : app_("lab: a cluster in a box, in network namespaces of this machine") {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--name", words_.name, "Which lab, when there are several")->capture_default_str();
    app_.add_option("--dir", words_.dir,
                    "Its folder; without it ${XDG_RUNTIME_DIR:-/tmp}/herald-lab-UID/NAME");
    add_life();
    add_faults();
    add_cables();
    add_traffic();
    add_windows();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int code = app_.exit(error);
      return code == 0 ? 0 : 2;
    }
    const LabDirectory directory = directory_of(words_);
    for (const auto& [command, action] : actions_) {
      if (command->parsed()) return action(directory);
    }
    return 2;
  }

 private:
  CLI::App* add(const std::string& name, const std::string& help, Action action) {
    CLI::App* const command = app_.add_subcommand(name, help);
    actions_.emplace_back(command, std::move(action));
    return command;
  }
  static void add_duration(CLI::App* command, const std::string& name, Duration& into,
                           const std::string& help) {
    command->add_option_function<std::string>(
        name,
        [&into, name](const std::string& text) {
          const auto duration = parse_duration(text);
          if (!duration || *duration < Duration::zero())
            throw CLI::ValidationError(name, text + " is not a duration such as 20ms or 1m30s");
          into = *duration;
        },
        help);
  }
  CLI::App* add_about(const std::string& name, const std::string& what, const std::string& help,
                      Action action) {
    CLI::App* const command = add(name, help, std::move(action));
    command->add_option("target", words_.target, what)->required();
    return command;
  }

  void add_lan(CLI::App* command, const std::string& help) {
    command->add_option("--lan", words_.lan, help)->type_name("LAN");
  }
  CLI::App* add_about_cables(const std::string& name, const std::string& help, Action action) {
    CLI::App* const command = add_about(name, "A node, a router or a client", help, std::move(action));
    add_lan(command, "Only its cable to this LAN: lan, lan2 ...");
    return command;
  }
  [[nodiscard]] CablesOf cables() const { return {words_.target, words_.lan}; }

  void add_life() {
    CLI::App* const command = add("up", "Bring a lab up", [this](const LabDirectory& directory) {
      for (const std::string& router : words_.routers)
        words_.up.choices.routers.push_back(router == "bird" ? RouterKind::bird : RouterKind::frr);
      return up(directory, words_.up);
    });
    Choices& choices = words_.up.choices;
    command->add_option("--nodes", choices.nodes, "Nodes")
        ->check(CLI::Range(1, kMostNodes))
        ->capture_default_str();
    command->add_option("--controllers", choices.controllers, "Replicas of the controller")
        ->check(CLI::Range(0, 9))
        ->capture_default_str();
    command->add_option("--lans", choices.lans, "LANs, with every node on each and a client on each")
        ->check(CLI::Range(1, kMostLans))
        ->capture_default_str();
    command
        ->add_option(
            "--ring", choices.ring,
            "Where the speakers talk to each other: lan, lan2 ..., or control (the links to the API server)")
        ->capture_default_str();
    command->add_option("--routers", words_.routers, "frr, bird or both, with a comma between")
        ->delimiter(',')
        ->check(CLI::IsMember({"frr", "bird"}));
    command->add_flag("--ipv6", choices.ipv6, "IPv6 beside IPv4");
    command->add_option("--config", choices.config, "ConfigMap that Herald reads, as NAMESPACE/NAME")
        ->capture_default_str();
    command->add_flag("!--no-speakers", choices.speakers, "Leave the speakers out");
    command->add_flag("--foreground", words_.up.foreground, "Stay, and end the lab with this process");
    add("check", "Say whether this machine can have a lab, and if not, why not",
        [](const LabDirectory& directory) { return check(directory); });
    add("down", "End a lab; nothing of it stays", [this](const LabDirectory& directory) {
      return down(directory, words_.keep_logs);
    })->add_flag("--keep-logs", words_.keep_logs, "Leave its logs");
    add("kubeconfig", "Print the path of the kubeconfig",
        [](const LabDirectory& directory) { return show_kubeconfig(directory); });
    add("status", "Show places, cables and daemons", [this](const LabDirectory& directory) {
      return status(directory, words_.svg);
    })->add_flag("--svg", words_.svg, "As a picture");
  }

  void add_faults() {
    const std::string node_or_daemon =
        "A node, or a daemon as `lab status` names it (node-1.agent, apiserver)";
    const auto about = [&](const std::string& name, const std::string& help,
                           int (*act)(const LabDirectory&, const std::string&)) {
      add_about(name, node_or_daemon, help,
                [this, act](const LabDirectory& directory) { return act(directory, words_.target); });
    };
    about("kill", "Crash a node (speaker and link at once), or kill a daemon", crash);
    about("revive", "Start again what was killed, and plug a node in", revive);
    about("stop", "End a daemon in order (SIGTERM); of a node, its speaker", stop_daemon);
    about("pause", "Stop a daemon in its tracks (SIGSTOP); of a node, its speaker",
          [](const LabDirectory& directory, const std::string& name) {
            return signal_daemon(directory, name, SIGSTOP);
          });
    about("resume", "Let it go on (SIGCONT)", [](const LabDirectory& directory, const std::string& name) {
      return signal_daemon(directory, name, SIGCONT);
    });
  }

  void add_cables() {
    const auto about = [&](const std::string& name, const std::string& help, Cable state) {
      add_about_cables(name, help, [this, state](const LabDirectory& directory) {
        return cable(directory, cables(), state);
      });
    };
    about("cut", "Let nothing pass to a place and back; its link stays up", Cable::cut);
    about("heal", "Undo cut", Cable::joined);
    about("link-down", "Pull the cable of a place: it sees its carrier go", Cable::unplugged);
    about("link-up", "Plug it in again", Cable::plugged);
    add_about_cables(
        "loss", "Lose some of the frames to and from a place",
        [this](const LabDirectory& directory) { return lose(directory, cables(), words_.percent); })
        ->add_option("--percent", words_.percent, "Of a hundred frames; 0 undoes it")
        ->check(CLI::Range(0, 100))
        ->required();
    CLI::App* const slow = add_about_cables(
        "delay", "Let every frame to and from a place wait; they overtake each other",
        [this](const LabDirectory& directory) { return slow_down(directory, cables(), words_.slowness); });
    add_duration(slow, "--by", words_.slowness.delay, "So long each way: 20ms; nothing, or 0s, undoes it");
    add_slowness(slow);
    add_about("drain", "A node", "Label a node so that it hands over what it announces",
              [this](const LabDirectory& directory) { return drain(directory, words_.target, true); });
    add_about("undrain", "A node", "Remove that label",
              [this](const LabDirectory& directory) { return drain(directory, words_.target, false); });
  }

  void add_slowness(CLI::App* command) {
    add_duration(command, "--jitter", words_.slowness.jitter,
                 "More or less by so much, each frame by chance");
    command
        ->add_option("--reorder", words_.slowness.reorder_percent, "Of a hundred frames, so many do not wait")
        ->check(CLI::Range(0, 100));
  }

  void add_traffic() {
    CLI::App* const deploying =
        add_about("deploy", "A Service, as NAMESPACE/NAME", "Put pods behind a Service",
                  [this](const LabDirectory& directory) { return deploy_pods(directory, workload()); });
    deploying->add_option("--on", words_.on, "Nodes with a ready pod")->delimiter(',');
    deploying->add_option("--unready", words_.unready, "Nodes with a pod that is not ready")->delimiter(',');
    deploying->add_option("--terminating", words_.terminating, "Nodes with a pod that is going")
        ->delimiter(',');
    deploying->add_flag("--foreign", words_.workload.foreign,
                        "Something else listens at the pods' addresses");

    CLI::App* const probing =
        add("probe", "Knock at an address at a steady rate; print the gaps",
            [this](const LabDirectory& directory) { return probe_address(directory, words_.probe); });
    ProbeSettings& settings = words_.probe.settings;
    probing->add_option("address", settings.address, "External IP")->required();
    probing->add_option("--port", settings.port, "Port")->capture_default_str();
    probing->add_option("--rate", settings.rate, "Knocks a second")
        ->check(CLI::Range(1, 2000))
        ->capture_default_str();
    add_duration(probing, "--for", settings.length, "How long: 10s (the default), 500ms, 2m");
    probing->add_option("--from", words_.probe.from, "The place to knock from")->capture_default_str();
    const std::map<std::string, ProbeKind> kinds{
        {"connect", ProbeKind::connect}, {"http", ProbeKind::http}, {"udp", ProbeKind::udp}};
    probing->add_option("--kind", settings.kind, "connect, http or udp")
        ->transform(CLI::CheckedTransformer(kinds));
    probing->add_flag("--first", words_.probe.first_only, "Only until the first answer");
    probing->add_option("--not-by", words_.probe.not_by, "An answer of this node is none to --first");
    probing->add_flag("--json", words_.probe.json, "One line for programs");
  }

  void add_windows() {
    CLI::App* const exec = add_about(
        "exec", "A place", "Run a command in a place",
        [this](const LabDirectory& directory) { return execute(directory, words_.target, words_.rest); });
    exec->add_option("command", words_.rest, "The command, after --")->required();
    add_about(
        "start", "PLACE.NAME", "Start a further daemon in a place; it ends with the lab",
        [this](const LabDirectory& directory) { return start_more(directory, words_.target, words_.rest); })
        ->add_option("command", words_.rest, "The command, after --")
        ->required();
    CLI::App* const capturing = add_about(
        "capture", "A place", "Show the packets on a place's LAN interface, with tcpdump",
        [this](const LabDirectory& directory) { return capture(directory, cables(), words_.rest); });
    add_lan(capturing, "Which, of a place that is on several; its first one without this");
    capturing->add_option("arguments", words_.rest, "For tcpdump, after --");
    CLI::App* const router =
        add_about("router", "frr or bird", "Ask a router", [this](const LabDirectory& directory) {
          return ask_router(directory, words_.target, words_.question);
        });
    router->add_option("question", words_.question, "\"show bgp summary\"")->required();
    add("logs", "Show logs", [this](const LabDirectory& directory) {
      return logs(directory, words_.target);
    })->add_option("target", words_.target, "Of a place or a daemon; without it, all");
    add("dump", "Write what everything says of itself beside the logs",
        [](const LabDirectory& directory) { return dump(directory); });
    add_servants();
  }

  // What the lab itself starts; not for people.
  void add_servants() {
    CLI::App* const carrier = add_about("carry", "An interface", "", [this](const LabDirectory&) {
                                return carry(words_.target, words_.question, words_.slowness);
                              })->group("");
    carrier->add_option("--to", words_.question)->required();
    add_duration(carrier, "--by", words_.slowness.delay, "");
    add_slowness(carrier);
    add("relay", "", [this](const LabDirectory& directory) { return relay(directory, words_.question); })
        ->group("")
        ->add_option("--to", words_.question);
  }

  [[nodiscard]] Workload workload() const {
    Workload workload = words_.workload;
    workload.service = words_.target;
    for (const std::string& node : words_.on)
      workload.pods.push_back({node, PodState::ready});
    for (const std::string& node : words_.unready)
      workload.pods.push_back({node, PodState::unready});
    for (const std::string& node : words_.terminating)
      workload.pods.push_back({node, PodState::terminating});
    return workload;
  }

  Words words_;
  CLI::App app_;
  std::vector<std::pair<CLI::App*, Action>> actions_;
};

}  // namespace
}  // namespace herald::lab

int main(int argc, char** argv) {
  return herald::lab::CommandLine().run(argc, argv);
}
