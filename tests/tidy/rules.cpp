#include "tests/tidy/rules.h"

namespace herald::tidy {

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = {
      {"EveryFolderHasAnArea", every_folder_has_an_area},
      {"IncludesFollowTheMatrix", includes_follow_the_matrix},
      {"IncludesNameAFileFromTheRoot", includes_name_a_file_from_the_root},
      {"HeadersFormNoCycle", headers_form_no_cycle},
      {"LibrariesStayInTheirPlace", libraries_stay_in_their_place},
      {"PureCodeUsesNoBannedWords", pure_code_uses_no_banned_words},
      {"PureCodeHasNoMutableStatics", pure_code_has_no_mutable_statics},
      {"NoFriendsButOperators", no_friends_but_operators},
      {"ConditionalCompilationIsListed", conditional_compilation_is_listed},
      {"CoSpawnOnlyInTaskGroup", co_spawn_only_in_task_group},
      {"NoCapturingLambdaCoroutines", no_capturing_lambda_coroutines},
      {"SkippedTestsSayWhy", skipped_tests_say_why},
      {"TestsDoNotSleep", tests_do_not_sleep},
      {"ExceptionsToRulesAreNeeded", exceptions_to_rules_are_needed},
      {"FunctionsAreShort", functions_are_short},
      {"FilesAreShort", files_are_short},
      {"LinesAreShort", lines_are_short},
      {"HeadersHavePragmaOnceFirst", headers_have_pragma_once_first},
      {"HeadersOpenWithAComment", headers_open_with_a_comment},
      {"ReasonsAreDocumented", reasons_are_documented},
      {"LinksResolve", links_resolve},
      {"PathTableIsTrue", path_table_is_true},
      {"TestPageIsTrue", test_page_is_true},
      {"SourcesAreBuilt", sources_are_built},
      {"HeadersAreIncluded", headers_are_included},
      {"OtherFilesAreMentioned", other_files_are_mentioned},
      {"WhitespaceIsClean", whitespace_is_clean},
      {"NoMergeMarkers", no_merge_markers},
      {"NoDeferredWork", no_deferred_work},
      {"NamesAreWellFormed", names_are_well_formed},
  };
  return rules;
}

std::ostream& operator<<(std::ostream& out, const Rule& rule) {
  return out << rule.name;
}

}  // namespace herald::tidy
