// Every rule about the form of the repository: a function from its files to what is wrong with them. Rules
// come in families, one file each; every rule has a test that plants what it forbids and sees it found.
#pragma once

#include "tests/tidy/finding.h"
#include "tests/tidy/repository.h"

#include <ostream>
#include <string_view>
#include <vector>

namespace herald::tidy {

// include_rules.cpp: who may include whom, from the tables of include_matrix.cpp.
Findings every_folder_has_an_area(const Repository& repository);
Findings includes_follow_the_matrix(const Repository& repository);
Findings includes_name_a_file_from_the_root(const Repository& repository);
Findings headers_form_no_cycle(const Repository& repository);
Findings libraries_stay_in_their_place(const Repository& repository);

// purity_rules.cpp: what deterministic code must not touch.
Findings pure_code_uses_no_banned_words(const Repository& repository);
Findings pure_code_has_no_mutable_statics(const Repository& repository);

// token_rules.cpp: constructs that have one place, or none.
Findings no_friends_but_operators(const Repository& repository);
Findings conditional_compilation_is_listed(const Repository& repository);
Findings co_spawn_only_in_task_group(const Repository& repository);
Findings no_capturing_lambda_coroutines(const Repository& repository);
Findings skipped_tests_say_why(const Repository& repository);
Findings tests_do_not_sleep(const Repository& repository);
Findings exceptions_to_rules_are_needed(const Repository& repository);

// size_rules.cpp
Findings functions_are_short(const Repository& repository);
Findings files_are_short(const Repository& repository);
Findings lines_are_short(const Repository& repository);

// header_rules.cpp
Findings headers_have_pragma_once_first(const Repository& repository);
Findings headers_open_with_a_comment(const Repository& repository);

// docs_rules.cpp
Findings reasons_are_documented(const Repository& repository);
Findings links_resolve(const Repository& repository);
Findings path_table_is_true(const Repository& repository);

// test_page_rules.cpp
Findings test_page_is_true(const Repository& repository);

// dead_file_rules.cpp
Findings sources_are_built(const Repository& repository);
Findings headers_are_included(const Repository& repository);
Findings other_files_are_mentioned(const Repository& repository);

// hygiene_rules.cpp
Findings whitespace_is_clean(const Repository& repository);
Findings no_merge_markers(const Repository& repository);
Findings no_deferred_work(const Repository& repository);
Findings names_are_well_formed(const Repository& repository);

struct Rule {
  std::string_view name;
  Findings (*check)(const Repository&);
};

// How GoogleTest shows a rule.
std::ostream& operator<<(std::ostream& out, const Rule& rule);

[[nodiscard]] const std::vector<Rule>& all_rules();

}  // namespace herald::tidy
