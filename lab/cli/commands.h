// What `lab` does for each of its words. Each function is one command, prints what people want to know and
// returns the exit code: 0 done, 1 not done and why on standard error.
#pragma once

#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"
#include "lab/cluster/network.h"
#include "lab/cluster/workloads.h"
#include "lab/probe/prober.h"
#include "lab/wire/delay_line.h"

#include <string>
#include <vector>

namespace herald::lab {

struct UpOptions {
  Choices choices;
  bool foreground = false;  // the lab lives as long as this process
};

struct ProbeOptions {
  ProbeSettings settings;
  std::string from{kClient};
  bool first_only = false;  // end with the first answer ...
  std::string not_by;       // ... that is not by this node
  bool json = false;
};

int up(const LabDirectory& directory, const UpOptions& options);
int check(const LabDirectory& directory);
int down(const LabDirectory& directory, bool keep_logs);
int show_kubeconfig(const LabDirectory& directory);
int status(const LabDirectory& directory, bool svg);

int crash(const LabDirectory& directory, const std::string& name);   // a node, or one daemon
int revive(const LabDirectory& directory, const std::string& name);  // likewise
int signal_daemon(const LabDirectory& directory, const std::string& name, int signal);
int stop_daemon(const LabDirectory& directory, const std::string& name);

// The cables of a place: all of them, or the one to a LAN.
struct CablesOf {
  std::string place;
  std::string lan;  // "lan2"; empty: all
};
int cable(const LabDirectory& directory, const CablesOf& cables, Cable state);
int lose(const LabDirectory& directory, const CablesOf& cables, int percent);
int slow_down(const LabDirectory& directory, const CablesOf& cables, const Slowness& slowness);
int drain(const LabDirectory& directory, const std::string& node, bool draining);

int deploy_pods(const LabDirectory& directory, const Workload& workload);
int probe_address(const LabDirectory& directory, const ProbeOptions& options);
int start_more(const LabDirectory& directory, const std::string& name, const std::vector<std::string>& words);
int execute(const LabDirectory& directory, const std::string& place, const std::vector<std::string>& words);
int ask_router(const LabDirectory& directory, const std::string& router, const std::string& question);
int capture(const LabDirectory& directory, const CablesOf& cable, const std::vector<std::string>& words);
int logs(const LabDirectory& directory, const std::string& of);
int dump(const LabDirectory& directory);
int relay(const LabDirectory& directory, const std::string& to);
int carry(const std::string& one, const std::string& other, const Slowness& slowness);

}  // namespace herald::lab
