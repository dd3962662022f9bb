#include "tests/sim/record.h"

#include <array>

namespace herald::sim {
namespace {

constexpr std::array<std::string_view, kThings> kNames = {"409 burst",
                                                          "429",
                                                          "500",
                                                          "403",
                                                          "404 of a proxy",
                                                          "request lost",
                                                          "reply lost",
                                                          "request late",
                                                          "disconnect",
                                                          "watch cut",
                                                          "watch delayed",
                                                          "watch repeated",
                                                          "compaction",
                                                          "watch expired (410)",
                                                          "list failed",
                                                          "crash",
                                                          "graceful stop",
                                                          "lease lost",
                                                          "server before 1.20",
                                                          "service created",
                                                          "service deleted",
                                                          "service recreated",
                                                          "service edited",
                                                          "status edited by a user",
                                                          "held by finalizer",
                                                          "namespace founded",
                                                          "namespace deleted",
                                                          "namespace relabelled",
                                                          "config edited",
                                                          "config broken",
                                                          "config deleted",
                                                          "LAN conflict",
                                                          "service ahead of its namespace",
                                                          "status written",
                                                          "annotation written",
                                                          "conflict seen",
                                                          "address assigned",
                                                          "address moved",
                                                          "address cleared",
                                                          "address shared",
                                                          "dual stack",
                                                          "service refused",
                                                          "stranded address kept",
                                                          "leader changed",
                                                          "landed after deposition",
                                                          "event recorded",
                                                          "claim lost on restore",
                                                          "moved before a stranger"};

}  // namespace

std::string_view name(Thing thing) {
  return kNames[static_cast<std::size_t>(thing)];
}

}  // namespace herald::sim
