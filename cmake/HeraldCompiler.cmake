# How every target is compiled: standard, warnings, sanitizers, ccache, linker.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# Invariants (HERALD_CHECK) stay on in every build, so NDEBUG only affects the standard library's own asserts.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

set(HERALD_SANITIZE "" CACHE STRING "Comma separated sanitizers, e.g. address,undefined")

add_library(herald_flags INTERFACE)
target_compile_options(herald_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
target_include_directories(herald_flags INTERFACE "${PROJECT_SOURCE_DIR}")
if(HERALD_SANITIZE)
  target_compile_options(herald_flags INTERFACE -fsanitize=${HERALD_SANITIZE} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer)
  target_link_options(herald_flags INTERFACE -fsanitize=${HERALD_SANITIZE})
endif()
if(HERALD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "HERALD_FUZZ needs clang: libFuzzer is part of it. Use `cmake --preset fuzz`.")
  endif()
  # Product code reports its coverage to the fuzzer; only the fuzz targets bring libFuzzer's main (herald_fuzz_target).
  target_compile_options(herald_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(herald_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(HERALD_CCACHE ccache)
if(HERALD_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HERALD_CCACHE}")
endif()

find_program(HERALD_MOLD mold)
if(HERALD_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=mold)
endif()
