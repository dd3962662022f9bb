// Ties a cluster to its log: brings back what an earlier run kept, keeps every change from then on, and
// rewrites the log when most of it is out of date.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/cluster.h"
#include "lab/apiserver/journal_file.h"
#include "lab/apiserver/journal_text.h"

#include <memory>
#include <string>

namespace herald::apiserver {

class Journal {
 public:
  struct Opened {
    std::unique_ptr<Journal> journal;
    std::string warning;  // empty when the log was whole
    std::size_t objects = 0;
  };

  // The cluster must be empty, and outlived by the journal.
  [[nodiscard]] static Result<Opened, std::string> open(const std::string& path, Cluster& cluster);

  void sync() { file_->sync(); }

 private:
  Journal(std::unique_ptr<JournalFile> file, Cluster& cluster) : file_(std::move(file)), cluster_(cluster) {}

  bool tidy_up(const Replayed& replayed);
  bool keep(const Store::Change& change, const Resource& resource);
  [[nodiscard]] std::string snapshot() const;

  std::unique_ptr<JournalFile> file_;
  Cluster& cluster_;
};

}  // namespace herald::apiserver
