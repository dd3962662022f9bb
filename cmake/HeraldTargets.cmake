# The few kinds of target that exist here. A folder is one or two of them; it calls find_package itself for what it uses.

# A library of product code. LINK names what it may use; nothing else is visible to it but the standard library.
function(herald_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC herald_flags ${ARG_LINK})
endfunction()

# A program that people run; it lands in build/bin. STANDALONE: it also runs where nothing else is.
function(herald_program name)
  cmake_parse_arguments(ARG "STANDALONE" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE herald_flags ${ARG_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  if(ARG_STANDALONE)
    herald_link_program(${name} STANDALONE)
  else()
    herald_link_program(${name})
  endif()
endfunction()

# A GoogleTest program, one entry in ctest. LABEL is one of unit, sim, tidy, integration, e2e. With KUBECTL it is skipped,
# and ctest says so, where there is no kubectl.
function(herald_test name)
  cmake_parse_arguments(ARG "KUBECTL" "LABEL;TIMEOUT" "SOURCES;LINK;ARGS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE herald_flags ${ARG_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE HERALD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(ARG_KUBECTL)
    add_test(NAME ${name} COMMAND "${PROJECT_SOURCE_DIR}/tests/integration/with_kubectl.sh" $<TARGET_FILE:${name}>
                                  ${ARG_ARGS})
  else()
    add_test(NAME ${name} COMMAND ${name} ${ARG_ARGS})
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77)
endfunction()

# A Google Benchmark program, herald_bench_<part>. Only `make bench` builds and runs it (target benchmarks, release preset);
# it is configured everywhere, so that editors and clang-tidy know it.
function(herald_benchmark name)
  if(NOT name MATCHES "^herald_bench")
    message(FATAL_ERROR "${name}: a benchmark is named herald_bench_<part>, which is how `make bench` finds it")
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  find_package(benchmark REQUIRED)
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE herald_flags ${ARG_LINK} benchmark::benchmark benchmark::benchmark_main)
  target_compile_definitions(${name} PRIVATE HERALD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
  herald_collect(benchmarks ${name})
endfunction()

# A program that prints bars as met or not met and exits with 1 when one is missed, bench_bars_<part>; `make bench` runs it
# after the benchmarks.
function(herald_bars name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE herald_flags ${ARG_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
  herald_collect(benchmarks ${name})
endfunction()

# A libFuzzer program, fuzz_<part>, whose source defines LLVMFuzzerTestOneInput. It exists with HERALD_FUZZ only (the fuzz
# preset); `make fuzz` builds and runs them all (target fuzz_targets). Its kept corpus is tests/fuzz/corpus/fuzz_<part>/.
function(herald_fuzz_target name)
  if(NOT name MATCHES "^fuzz_")
    message(FATAL_ERROR "${name}: a fuzz target is named fuzz_<part>, which is how `make fuzz` finds it")
  endif()
  if(NOT HERALD_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE herald_flags ${ARG_LINK})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  herald_collect(fuzz_targets ${name})
endfunction()

# Makes building `all_of_them` build `name` too.
function(herald_collect all_of_them name)
  if(NOT TARGET ${all_of_them})
    add_custom_target(${all_of_them})
  endif()
  add_dependencies(${all_of_them} ${name})
endfunction()

# "From here on, this CMakeLists.txt has coroutines." With HERALD_PURE_ONLY the rest of that file is left out (a macro, so
# that return() leaves the caller); a compiler that miscompiles coroutines is refused.
macro(herald_requires_coroutines)
  if(HERALD_PURE_ONLY)
    return()
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Temporaries in an expression with co_await are destroyed twice or not at all: memory is corrupted, silently.
    message(FATAL_ERROR
      "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Install clang-19 (`make deps` does) and configure with "
      "`cmake --preset dev`, or use g++ 13 or later, or build only the pure targets with `cmake --preset gcc-pure`.")
  endif()
endmacro()
