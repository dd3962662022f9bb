// What an API server remembers: objects by resource, namespace and name, one sequence of versions over all of
// them, and the history that watches read until it is compacted. Pure: the time comes in as an argument, and
// what a body is, is the caller's business (model values in the simulator, JSON in the embedded API server).
// Promises: a write that names a version succeeds only on that version; a write that changes nothing makes no
// new version; the pages of one list show one moment. Refuses to know: selectors, subresources, validation.
#pragma once

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "kube/object_meta.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::kube {

template <class Body>
class ObjectStore {
 public:
  struct Object {
    ObjectMeta meta;
    Body body;
  };
  // Shared, never changed: a version handed out stays what it was.
  using ObjectRef = std::shared_ptr<const Object>;

  // One step of the history. `before` is empty for added; `after` is the last state for deleted, carrying the
  // version of the deletion.
  struct Change {
    ChangeType type = ChangeType::added;
    ObjectRef before;
    ObjectRef after;

    [[nodiscard]] Version version() const { return after->meta.version; }
  };

  struct ListQuery {
    std::string resource;
    std::string name_space;  // empty: all
    std::size_t limit = 0;   // 0: everything at once
    std::optional<ListContinue> from;
  };
  struct Page {
    std::vector<ObjectRef> items;
    Version version = 0;  // of the whole list: what a watch goes on from
    std::optional<ListContinue> next;
    std::size_t remaining = 0;
  };

  // What an update does to an object besides its body.
  struct Update {
    Body body;
    bool spec_changed = false;  // bumps the generation
    std::optional<std::set<std::string>> finalizers;
  };

  explicit ObjectStore(std::uint64_t uid_seed) : uid_seed_(uid_seed) {}

  [[nodiscard]] Version current_version() const { return version_; }
  [[nodiscard]] Version oldest_watchable() const { return compacted_; }

  [[nodiscard]] Result<ObjectRef, StoreError> create(const ObjectKey& key, Body body, UnixSeconds now,
                                                     std::set<std::string> finalizers = {}) {
    if (objects_.contains(key)) return fail(StoreError::already_exists);
    auto object = std::make_shared<Object>(Object{.meta = {}, .body = std::move(body)});
    object->meta.key = key;
    object->meta.uid = next_uid();
    object->meta.created = now;
    object->meta.finalizers = std::move(finalizers);
    return record(ChangeType::added, nullptr, std::move(object));
  }

  [[nodiscard]] Result<ObjectRef, StoreError> get(const ObjectKey& key) const {
    const auto found = objects_.find(key);
    if (found == objects_.end()) return fail(StoreError::not_found);
    return found->second;
  }

  // Without an expected version the write is unconditional: the last one wins.
  [[nodiscard]] Result<ObjectRef, StoreError> update(const ObjectKey& key, std::optional<Version> expected,
                                                     Update change) {
    const auto found = objects_.find(key);
    if (found == objects_.end()) return fail(StoreError::not_found);
    const ObjectRef before = found->second;
    if (expected && *expected != before->meta.version) return fail(StoreError::conflict);
    auto after = std::make_shared<Object>(Object{.meta = before->meta, .body = std::move(change.body)});
    if (change.finalizers) after->meta.finalizers = std::move(*change.finalizers);
    if (change.spec_changed) ++after->meta.generation;
    if (after->meta == before->meta && after->body == before->body) return before;
    const bool last_finalizer_left = after->meta.deletion && after->meta.finalizers.empty();
    return record(last_finalizer_left ? ChangeType::deleted : ChangeType::modified, before, std::move(after));
  }

  // With finalizers the object only gets its deletion timestamp, and goes when the last of them is removed.
  // Returns the last state.
  [[nodiscard]] Result<ObjectRef, StoreError> remove(const ObjectKey& key, const Precondition& precondition,
                                                     UnixSeconds now) {
    const auto found = objects_.find(key);
    if (found == objects_.end()) return fail(StoreError::not_found);
    const ObjectRef before = found->second;
    if (!precondition.holds_for(before->meta)) return fail(StoreError::conflict);
    auto after = std::make_shared<Object>(*before);
    if (before->meta.finalizers.empty()) return record(ChangeType::deleted, before, std::move(after));
    if (before->meta.deletion) return before;
    after->meta.deletion = now;
    ++after->meta.generation;
    return record(ChangeType::modified, before, std::move(after));
  }

  // Pages of one list show the moment of the first page, however much is written between them; when that
  // moment has been compacted away the list has expired (410) and starts anew.
  [[nodiscard]] Result<Page, StoreError> list(const ListQuery& query) const {
    const Version moment = query.from ? query.from->version : version_;
    if (moment < compacted_) return fail(StoreError::expired);
    if (moment > version_) return fail(StoreError::invalid_continue);
    const Objects past = moment == version_ ? Objects{} : as_of(moment, query.resource);
    const Objects& all = moment == version_ ? objects_ : past;
    return page(all, query, moment);
  }

  // Everything that happened to `resource` after `version`, in order.
  [[nodiscard]] Result<std::vector<Change>, StoreError> changes_since(
      Version version, std::string_view resource, std::string_view name_space = {}) const {
    if (version < compacted_) return fail(StoreError::expired);
    std::vector<Change> changes;
    for (auto change = first_after(version); change != history_.end(); ++change) {
      if (concerns(change->after->meta.key, resource, name_space)) changes.push_back(*change);
    }
    return changes;
  }

  // Takes back the newest change, which must not have been compacted away: for an owner that could not keep
  // it (a full disk), or that only wanted to see it (a dry run). Its uid is not used again.
  void undo_last() {
    HERALD_CHECK(!history_.empty() && history_.back().version() == version_);
    const Change last = std::move(history_.back());
    history_.pop_back();
    --version_;
    if (last.before == nullptr) {
      objects_.erase(last.after->meta.key);
    } else {
      objects_[last.before->meta.key] = last.before;
    }
  }

  // Puts back what an earlier run kept, as it was. What happened before is not history: watches from then get
  // 410.
  void restore(Object object) {
    auto kept = std::make_shared<const Object>(std::move(object));
    objects_[kept->meta.key] = kept;
    resume_from(kept->meta.version);
  }

  // Versions go on after `version`, so that no version is ever given twice over restarts.
  void resume_from(Version version) {
    version_ = std::max(version_, version);
    compacted_ = version_;
  }

  // Forgets the history up to and including `version`: watches from before it get 410.
  void compact(Version version) {
    compacted_ = std::max(compacted_, std::min(version, version_));
    while (!history_.empty() && history_.front().version() <= compacted_)
      history_.pop_front();
  }

 private:
  using Objects = std::map<ObjectKey, ObjectRef>;

  static bool concerns(const ObjectKey& key, std::string_view resource, std::string_view name_space) {
    return key.resource == resource && (name_space.empty() || key.name_space == name_space);
  }

  // The shape of a UUID (version 4), from the seed, so that a simulation repeats itself exactly.
  std::string next_uid() {
    ++uids_;
    return uid_text(hash_combine(uid_seed_, uids_), mix64(uid_seed_ ^ ~uids_));
  }

  ObjectRef record(ChangeType type, ObjectRef before, std::shared_ptr<Object> after) {
    after->meta.version = ++version_;
    ObjectRef stored = std::move(after);
    if (type == ChangeType::deleted) {
      objects_.erase(stored->meta.key);
    } else {
      objects_[stored->meta.key] = stored;
    }
    history_.push_back(Change{.type = type, .before = std::move(before), .after = stored});
    return stored;
  }

  auto first_after(Version version) const {
    return std::upper_bound(history_.begin(), history_.end(), version,
                            [](Version wanted, const Change& change) { return wanted < change.version(); });
  }

  // The objects of `resource` at a moment past: today's, with everything since undone, latest first.
  Objects as_of(Version moment, std::string_view resource) const {
    Objects objects = objects_;
    for (auto change = history_.rbegin(); change != history_.rend() && change->version() > moment; ++change) {
      const ObjectKey& key = change->after->meta.key;
      if (key.resource != resource) continue;
      if (change->before == nullptr) {
        objects.erase(key);
      } else {
        objects[key] = change->before;
      }
    }
    return objects;
  }

  static Page page(const Objects& all, const ListQuery& query, Version moment) {
    Page page{.items = {}, .version = moment, .next = std::nullopt, .remaining = 0};
    const ObjectKey start = query.from ? query.from->after : ObjectKey{query.resource, query.name_space, ""};
    for (auto at = all.upper_bound(start); at != all.end(); ++at) {
      if (at->first.resource != query.resource) break;
      if (!concerns(at->first, query.resource, query.name_space)) continue;
      if (query.limit == 0 || page.items.size() < query.limit) {
        page.items.push_back(at->second);
      } else {
        ++page.remaining;
      }
    }
    if (page.remaining > 0) page.next = ListContinue{moment, page.items.back()->meta.key};
    return page;
  }

  std::uint64_t uid_seed_;
  std::uint64_t uids_ = 0;
  Version version_ = 0;
  Version compacted_ = 0;
  Objects objects_;
  std::deque<Change> history_;
};

}  // namespace herald::kube
