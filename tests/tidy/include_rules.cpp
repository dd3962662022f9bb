#include "tests/tidy/include_matrix.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace herald::tidy {
namespace {

bool names_area(std::string_view entry, std::string_view area) {
  return area == entry || (area.starts_with(entry) && area.substr(entry.size()).starts_with('/'));
}

bool may_use(const Area& user, const Area& used) {
  return &user == &used || std::any_of(user.may_use.begin(), user.may_use.end(),
                                       [&](std::string_view entry) { return names_area(entry, used.name); });
}

// "tests/unit/net/ip_test.cpp" -> "tests/unit"
std::string_view test_folder(std::string_view path) {
  return path.substr(0, path.find('/', std::string_view("tests/").size()));
}

// What unit tests have for others too: simulated routers take UPDATEs as their receivers do, and real ones
// are told what they tell. Sockets in a namespace may need a loop whose time is the test's.
constexpr std::array<std::string_view, 4> kShared = {
    "tests/unit/bgp/updates.h", "tests/unit/bgp_session/receiver.h", "tests/unit/runtime/loop.h",
    "tests/unit/speaker/cluster.h"};

// Why `file` may not include `target`; empty when it may.
std::string objection(const File& file, const std::string& target) {
  if (target.starts_with("tests/")) {
    if (!file.is_test()) return "the product does not know its tests: move what is needed out of tests/";
    if (std::ranges::find(kShared, target) != kShared.end()) return {};
    if (test_folder(file.path) != test_folder(target)) return "a test includes only tests of its own folder";
    return {};
  }
  const Area* user = area_of(file.path);
  const Area* used = area_of(target);
  if (file.is_test() || user == nullptr || used == nullptr || may_use(*user, *used)) return {};
  return std::string(user->name) + " may not use " + std::string(used->name) +
         ": turn the dependency around, or change the matrix in tests/tidy/include_matrix.cpp and say why";
}

// Depth first through the quoted includes; a header met again while it is still open closes a cycle.
class CycleSearch {
 public:
  explicit CycleSearch(const Repository& repository) : repository_(repository) {}

  Findings run() {
    for (const File& file : repository_.files()) {
      if (file.is_header()) visit(file);
    }
    return std::move(findings_);
  }

 private:
  enum class State : std::uint8_t { unseen, open, done };

  void visit(const File& header) {
    State& state = states_[header.path];
    if (state != State::unseen) return;
    state = State::open;
    for (const Include& include : header.source.includes()) {
      const File* target = include.angled ? nullptr : repository_.find(include.path);
      if (target == nullptr) continue;
      if (states_[target->path] == State::open) {
        findings_.push_back({header.path, include.line,
                             "this closes a cycle of includes with " + include.path +
                                 ": declare the type ahead, or move what both need into a third header"});
      }
      visit(*target);
    }
    states_[header.path] = State::done;
  }

  const Repository& repository_;
  std::map<std::string, State> states_;
  Findings findings_;
};

const Library* library_of(const std::string& header) {
  const auto found = std::find_if(libraries().begin(), libraries().end(), [&](const Library& library) {
    return matches_any(library.headers, header);
  });
  return found == libraries().end() ? nullptr : &*found;
}

// Calls `look(file, include)` for each include of the kind wanted in each C++ file.
template <class Look>
void for_each_include(const Repository& repository, bool angled, Look look) {
  for (const File& file : repository.files()) {
    for (const Include& include : file.source.includes()) {
      if (include.angled == angled) look(file, include);
    }
  }
}

}  // namespace

Findings every_folder_has_an_area(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_product() || area_of(file.path) != nullptr) continue;
    findings.push_back(
        {file.path, 1, "no row of tests/tidy/include_matrix.cpp covers this file: give it one"});
  }
  return findings;
}

Findings includes_follow_the_matrix(const Repository& repository) {
  Findings findings;
  for_each_include(repository, false, [&](const File& file, const Include& include) {
    const std::string why = objection(file, include.path);
    if (!why.empty()) findings.push_back({file.path, include.line, "includes " + include.path + ": " + why});
  });
  return findings;
}

Findings includes_name_a_file_from_the_root(const Repository& repository) {
  Findings findings;
  for_each_include(repository, false, [&](const File& file, const Include& include) {
    if (repository.find(include.path) != nullptr) return;
    findings.push_back({file.path, include.line,
                        "no tracked file is called " + include.path +
                            ": write the full path from the root; < > is for libraries"});
  });
  return findings;
}

Findings headers_form_no_cycle(const Repository& repository) {
  return CycleSearch(repository).run();
}

Findings libraries_stay_in_their_place(const Repository& repository) {
  Findings findings;
  for_each_include(repository, true, [&](const File& file, const Include& include) {
    const Library* library = library_of(include.path);
    if (library == nullptr) {
      findings.push_back({file.path, include.line,
                          "<" + include.path +
                              "> belongs to no library of tests/tidy/library_table.cpp: do without "
                              "it, or add the library there and in the architecture"});
    } else if (!file.is_test() && !matches_any(library->only_in, file.path)) {
      findings.push_back({file.path, include.line,
                          "<" + include.path + "> (" + std::string(library->name) +
                              ") has no business here: tests/tidy/library_table.cpp says where it has"});
    }
  });
  return findings;
}

}  // namespace herald::tidy
