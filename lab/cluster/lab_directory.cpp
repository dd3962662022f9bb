#include "lab/cluster/lab_directory.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace herald::lab {
namespace {

namespace fs = std::filesystem;

constexpr int kStartTimeField = 22;  // of /proc/PID/stat, proc(5)

std::string routers_text(const Choices& choices) {
  std::string text;
  for (const RouterKind kind : choices.routers)
    text += (text.empty() ? "" : ",") + std::string(to_string(kind));
  return text.empty() ? "-" : text;
}

std::vector<RouterKind> routers_of(const std::string& text) {
  std::vector<RouterKind> routers;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, ',');) {
    if (word == "frr") routers.push_back(RouterKind::frr);
    if (word == "bird") routers.push_back(RouterKind::bird);
  }
  return routers;
}

}  // namespace

std::optional<std::string> file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<void, std::string> write_content(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  if (!out) return fail(path + ": " + std::strerror(errno));
  return {};
}

std::optional<ProcessId> identify(pid_t pid) {
  const auto stat = file_content("/proc/" + std::to_string(pid) + "/stat");
  // The command's name may hold anything, but it ends at the last parenthesis.
  const std::size_t name_end = stat ? stat->rfind(')') : std::string::npos;
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat->substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= kStartTimeField; ++number) {
    fields >> field;
    if (number == 3 && (field == "Z" || field == "X")) return std::nullopt;  // dead, and not yet buried
  }
  return ProcessId{pid, std::strtoull(field.c_str(), nullptr, 10)};
}

bool is_running(const ProcessId& process) {
  const auto now = process.pid > 0 ? identify(process.pid) : std::nullopt;
  return now && now->started == process.started;
}

std::string LabDirectory::usual_path(const std::string& name) {
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  const std::string base = runtime != nullptr && *runtime != 0 ? runtime : "/tmp";
  return base + "/herald-lab-" + std::to_string(::getuid()) + "/" + name;
}

std::string LabDirectory::namespace_of(std::string_view place) const {
  return namespaces() + "/" + std::string(place);
}

std::string LabDirectory::log_of(std::string_view process) const {
  return file("logs/" + std::string(process) + ".log");
}

std::string LabDirectory::pid_file_of(std::string_view process) const {
  return file("pids/" + std::string(process));
}

Result<void, std::string> LabDirectory::make() const {
  for (const std::string_view part : {"ns", "pids", "logs", "control"}) {
    std::error_code error;
    fs::create_directories(file(part), error);
    if (error) return fail(file(part) + ": " + error.message());
  }
  // It holds the cluster's keys.
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  return {};
}

void LabDirectory::remove(bool keep_logs) const {
  std::error_code ignored;
  if (!keep_logs) {
    fs::remove_all(path_, ignored);
    fs::remove(fs::path(path_).parent_path(), ignored);  // when this was the last lab
    return;
  }
  for (const auto& entry : fs::directory_iterator(path_, ignored)) {
    if (entry.path().filename() != "logs") fs::remove_all(entry.path(), ignored);
  }
}

Result<void, std::string> LabDirectory::describe(const Description& description) const {
  std::ostringstream text;
  text << "holder " << description.holder.pid << ' ' << description.holder.started << "\nnodes "
       << description.choices.nodes << "\ncontrollers " << description.choices.controllers << "\nrouters "
       << routers_text(description.choices) << "\nconfig " << description.choices.config << "\nring "
       << description.choices.ring << "\nlans " << description.choices.lans << "\nspeakers "
       << (description.choices.speakers ? 1 : 0) << "\nipv6 " << (description.choices.ipv6 ? 1 : 0) << '\n';
  return write_content(file("lab"), text.str());
}

Result<void, std::string> LabDirectory::note_that_it_stands() const {
  return write_content(file("stands"), "");
}

bool LabDirectory::stands() const {
  return ::access(file("stands").c_str(), F_OK) == 0;
}

std::optional<LabDirectory::Description> LabDirectory::description() const {
  const auto text = file_content(file("lab"));
  if (!text) return std::nullopt;
  Description description;
  std::istringstream in(*text);
  for (std::string key; in >> key;) {
    if (key == "holder") {
      in >> description.holder.pid >> description.holder.started;
    } else if (key == "nodes") {
      in >> description.choices.nodes;
    } else if (key == "controllers") {
      in >> description.choices.controllers;
    } else if (key == "lans") {
      in >> description.choices.lans;
    } else if (key == "ring") {
      in >> description.choices.ring;
    } else if (key == "config") {
      in >> description.choices.config;
    } else if (key == "speakers") {
      in >> description.choices.speakers;
    } else if (key == "ipv6") {
      in >> description.choices.ipv6;
    } else if (std::string value; in >> value && key == "routers") {
      description.choices.routers = routers_of(value);
    }
  }
  return description;
}

}  // namespace herald::lab
