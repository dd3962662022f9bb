#include "lab/apiserver/journal.h"

#include "lab/apiserver/journal_text.h"

namespace herald::apiserver {
namespace {

constexpr std::size_t kSmallLog = 10'000;  // records
constexpr std::size_t kLeastGrowth = std::size_t{32} << 20;

}  // namespace

Result<Journal::Opened, std::string> Journal::open(const std::string& path, Cluster& cluster) {
  std::string text;
  auto file = JournalFile::open(path, text);
  if (!file) return fail(file.error());
  auto replayed = replay_journal(text);
  if (!replayed) return fail(path + ": " + replayed.error() + "; move it away to begin anew");
  Opened opened;
  opened.objects = replayed->objects.size();
  for (Store::Object& object : replayed->objects)
    cluster.restore(std::move(object));
  cluster.resume_from(replayed->version);
  const std::size_t torn = text.size() - replayed->good_bytes;
  if (torn > 0) {
    opened.warning = path + ": the last " + std::to_string(torn) +
                     " bytes are a record that was not finished when the server stopped; they are dropped";
  }
  opened.journal.reset(new Journal(std::move(*file), cluster));
  if (!opened.journal->tidy_up(*replayed)) return fail(path + ": cannot be written");
  cluster.set_journal(
      [journal = opened.journal.get()](const Store::Change& change, const Resource& resource) {
        return journal->keep(change, resource);
      });
  return opened;
}

// Rewrites a log of which most is out of date, and one that is not there yet, which gives it its header.
bool Journal::tidy_up(const Replayed& replayed) {
  const bool stale = replayed.records > kSmallLog + 2 * replayed.objects.size();
  if (replayed.good_bytes == 0 || stale) return file_->replace(snapshot());
  return replayed.good_bytes == file_->size() || file_->cut(replayed.good_bytes);
}

bool Journal::keep(const Store::Change& change, const Resource& resource) {
  const std::size_t before = file_->size() - file_->grown();
  if (file_->grown() < kLeastGrowth || file_->grown() < 3 * before) {
    return file_->append(journal_record(change, resource));
  }
  // The store has the change already, so the snapshot is the record. When there is no room for a second file,
  // the first one goes on growing.
  return file_->replace(snapshot()) || file_->append(journal_record(change, resource));
}

std::string Journal::snapshot() const {
  std::string text(kJournalHeader);
  text += journal_version(cluster_.store().current_version());
  for (const Resource* resource : cluster_.registry().all()) {
    const auto all =
        cluster_.store().list({.resource = resource->full_name(), .name_space = {}, .limit = 0, .from = {}});
    for (const ObjectRef& object : all->items)
      text += journal_put(*object, *resource);
  }
  return text;
}

}  // namespace herald::apiserver
