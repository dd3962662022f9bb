// How the lab's places know each other by name, and nobody else by any: files of the lab's own in place of
// /etc/hosts and /etc/resolv.conf. Programs that look up their own host name would otherwise wait for a name
// server that they cannot reach.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <string>

namespace herald::lab {

[[nodiscard]] std::string hosts_text(const Choices& choices);

// Inside the lab only.
[[nodiscard]] Result<void, std::string> put_name_files(const LabDirectory& directory, const Choices& choices);

}  // namespace herald::lab
