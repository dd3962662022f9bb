#include "tests/tidy/include_matrix.h"

namespace herald::tidy {
namespace {

using Names = std::vector<std::string_view>;

const Names kEverywhere = {"**"};

// Where sockets, timers and TLS are at home.
const Names kAsynchronous = {"runtime/**",       "kube/api_client*", "kube/watcher*", "controller/shell*",
                             "controller/main*", "speaker/shell*",   "speaker/main*", "speaker/io/**",
                             "lab/**",           "images/**"};

// Where a process meets its machine: files, descriptors, signals, the terminal.
const Names kMachine = {"runtime/**",    "kube/credentials*", "controller/main*",
                        "speaker/main*", "speaker/io/**",     "cli/**",
                        "lab/**",        "images/**"};

// Clocks and threads are behind Asio and the mailboxes; files and streams are the machine's.
const Names kStandardOfAction = {
    "atomic",     "barrier", "condition_variable", "coroutine", "csignal", "ctime",     "filesystem",
    "fstream",    "future",  "iostream",           "latch",     "mutex",   "semaphore", "shared_mutex",
    "stop_token", "thread"};

// <cstdio> for snprintf; what prints is banned by its name. No <regex>: its time and stack depend on the
// input.
const Names kStandardOfValues = {"algorithm",
                                 "any",
                                 "array",
                                 "bit",
                                 "bitset",
                                 "cassert",
                                 "cctype",
                                 "cerrno",
                                 "cfloat",
                                 "charconv",
                                 "chrono",
                                 "cinttypes",
                                 "climits",
                                 "cmath",
                                 "compare",
                                 "concepts",
                                 "cstdarg",
                                 "cstddef",
                                 "cstdio",
                                 "cstdint",
                                 "cstdlib",
                                 "cstring",
                                 "deque",
                                 "exception",
                                 "expected",
                                 "format",
                                 "forward_list",
                                 "functional",
                                 "initializer_list",
                                 "iomanip",
                                 "ios",
                                 "iosfwd",
                                 "istream",
                                 "iterator",
                                 "limits",
                                 "list",
                                 "locale",
                                 "map",
                                 "memory",
                                 "memory_resource",
                                 "new",
                                 "numbers",
                                 "numeric",
                                 "optional",
                                 "ostream",
                                 "queue",
                                 "ranges",
                                 "ratio",
                                 "set",
                                 "source_location",
                                 "span",
                                 "sstream",
                                 "stack",
                                 "stdexcept",
                                 "streambuf",
                                 "string",
                                 "string_view",
                                 "system_error",
                                 "tuple",
                                 "type_traits",
                                 "typeindex",
                                 "typeinfo",
                                 "unordered_map",
                                 "unordered_set",
                                 "utility",
                                 "variant",
                                 "vector",
                                 "version"};

const Names kOperatingSystem = {"arpa/*",   "errno.h",   "fcntl.h", "grp.h",     "ifaddrs.h",   "linux/*",
                                "malloc.h", "net/*",     "netdb.h", "netinet/*", "netpacket/*", "poll.h",
                                "pty.h",    "pwd.h",     "sched.h", "signal.h",  "spawn.h",     "sys/*",
                                "syslog.h", "termios.h", "time.h",  "unistd.h"};

Names operator+(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

const std::vector<Library>& libraries() {
  static const std::vector<Library> table = {
      {"Boost.Asio, Beast and OpenSSL",
       {"boost/asio**", "boost/beast**", "boost/system/**", "boost/optional/**", "openssl/*"},
       kAsynchronous},
      {"Boost.JSON",
       {"boost/json**"},
       {"kube/decode*", "kube/encode*", "controller/shell_state*", "speaker/shell_state*", "cli/**", "lab/**",
        "images/**"}},
      {"yaml-cpp", {"yaml-cpp/*"}, {"config/parse*"}},
      {"libpcap", {"pcap.h", "pcap/*"}, {"speaker/io/frame_port.cpp"}},
      {"zlib", {"zlib.h"}, {"kube/api_client*", "runtime/admin_server*", "lab/**", "images/**"}},
      {"fmt",
       {"fmt/*"},
       {"runtime/**", "controller/main*", "speaker/main*", "cli/**", "lab/**", "images/**"}},
      {"CLI11",
       {"CLI/*"},
       {"runtime/options*", "controller/main*", "speaker/main*", "cli/**", "lab/**", "images/**"}},
      {"tl::expected, which the product calls Result", {"tl/expected.hpp"}, {"core/base/result.h"}},
      {"GoogleTest and Google Benchmark", {"gtest/**", "gmock/**", "benchmark/*"}, {}},

      {"values of the standard library", kStandardOfValues, kEverywhere},
      {"clocks, threads and files of the standard library", kStandardOfAction, kAsynchronous + kMachine},
      {"printing", {"print"}, kMachine},
      {"randomness without a seed of ours", {"random"}, {"runtime/entropy*"}},
      {"regular expressions, whose time and stack depend on the input", {"regex"}, {}},
      {"the operating system", kOperatingSystem, kMachine},
  };
  return table;
}

}  // namespace herald::tidy
