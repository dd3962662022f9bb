#include "runtime/build_info.h"

namespace herald::runtime {
namespace {

#define HERALD_TEXT_OF(token) #token
#define HERALD_TEXT(macro) HERALD_TEXT_OF(macro)

#if defined(__clang__)
constexpr std::string_view kCompiler = "clang " HERALD_TEXT(__clang_major__) "." HERALD_TEXT(
    __clang_minor__) "." HERALD_TEXT(__clang_patchlevel__);
#else
constexpr std::string_view kCompiler = "gcc " __VERSION__;
#endif

}  // namespace

std::string_view version() {
  return HERALD_VERSION;
}

std::string_view compiler() {
  return kCompiler;
}

std::string version_text(std::string_view program) {
  return std::string(program) + " " + std::string(version()) + " (" + std::string(compiler()) + ")";
}

}  // namespace herald::runtime
