// What the commands that talk to a cluster have in common: the flags that say which cluster and which form,
// and reading it once.
#pragma once

#include "cli/console.h"
#include "cli/live_cluster.h"
#include "cli/live_connection.h"
#include "cli/page.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace herald::cli {

struct Asked {
  explicit Asked(Console with) : console(std::move(with)) {}

  Console console;
  ClusterChoice cluster;
  std::string output = "table";
  std::string subject;  // a Service, a node or a daemon
  std::string level;
  bool undo = false;
  bool client_only = false;
};

// Adds commands to `app`. The one that is given runs while the flags are parsed and leaves its exit code.
class LiveApp {
 public:
  LiveApp(CLI::App& app, int& exit_code, const Console& console);

  using Run = std::function<int(const Asked&)>;
  // With the flags that say which cluster; add_view() has -o and --lb-class as well.
  CLI::App* add_command(const char* name, const char* help, Run run);
  CLI::App* add_view(const char* name, const char* help, Run run);

  // Where the flags of all commands end up. CLI11 keeps callbacks for as long as it likes, and this with
  // them.
  [[nodiscard]] Asked& asked() { return *asked_; }

 private:
  CLI::App& app_;
  int& exit_code_;
  std::shared_ptr<Asked> asked_;
};

[[nodiscard]] Form form_of(const Asked& asked);

// Reads the cluster, complains about what cannot be read of it, and has `view` show the rest.
[[nodiscard]] int show(const Asked& asked, const std::function<int(const LiveCluster&, Form)>& view);
[[nodiscard]] int show_page(const Asked& asked, Page (*view)(const LiveCluster&));

}  // namespace herald::cli
