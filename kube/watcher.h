// Follows all objects of one kind at an API server, over a connection of its own: what exists is upserted,
// what ceased to exist is removed, whatever happens to the connection. The rules are kube/watch_machine.h;
// this performs them. An object that does not decode is skipped, loudly, and is not taken for deleted.
//
// Everything happens on one loop; callbacks must not wait. No list is ever whole in memory.
#pragma once

#include "kube/api_client.h"
#include "kube/decode.h"
#include "kube/resource_path.h"
#include "kube/watch_machine.h"
#include "runtime/task.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::kube {

// Objects that arrived together, until it is decided which of them are passed on.
class ObjectBatch {
 public:
  ObjectBatch() = default;
  ObjectBatch(const ObjectBatch&) = delete;
  ObjectBatch& operator=(const ObjectBatch&) = delete;
  virtual ~ObjectBatch() = default;

  [[nodiscard]] virtual Decoded<Meta> add(std::string_view json, Scratch& scratch) = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  virtual void pass_on(ObjectHandle object) = 0;  // each once
};

template <class T>
class TypedBatch final : public ObjectBatch {
 public:
  using Taker = std::function<void(Object<T>)>;

  explicit TypedBatch(const Taker& taker) : taker_(taker) {}

  [[nodiscard]] Decoded<Meta> add(std::string_view json, Scratch& scratch) override {
    auto object = decode<T>(json, scratch);
    if (!object) return fail(std::move(object).error());
    Meta meta = object->meta;
    objects_.push_back(*std::move(object));
    return meta;
  }
  [[nodiscard]] std::size_t size() const override { return objects_.size(); }
  void pass_on(ObjectHandle object) override { taker_(std::move(objects_.at(object.value()))); }

 private:
  const Taker& taker_;
  std::vector<Object<T>> objects_;
};

// What a watcher tells besides the objects.
struct WatchListener {
  std::function<void(const Key&)> removed;
  // A list that began after refresh(`ticket`) has been told whole. 0 is the first list, before any refresh.
  std::function<void(std::uint64_t ticket)> synced;
  // For metrics; may be empty.
  std::function<void(std::string_view resource, std::string_view why)> restarted = {};  // "expired", ...
  std::function<void(std::string_view resource)> skipped = {};
};

struct WatcherTimes {
  Duration list = std::chrono::seconds(60);  // each page
  Duration open = std::chrono::seconds(15);  // until the head of a watch comes
};

struct WatcherSettings {
  Scope scope;
  WatchLimits limits;
  WatcherTimes times;
  std::uint64_t seed = 0;
};

// All that does not depend on the type.
class WatcherCore {
 public:
  using NewBatch = std::function<std::unique_ptr<ObjectBatch>()>;

  WatcherCore(const runtime::Executor& executor, ApiEndpoint& endpoint, WatcherSettings settings,
              WatchListener listener, NewBatch new_batch);
  WatcherCore(const WatcherCore&) = delete;
  WatcherCore& operator=(const WatcherCore&) = delete;
  ~WatcherCore();

  // Follows until close(). A member of the daemon's task group; the watcher must outlive it.
  [[nodiscard]] runtime::Task<> run();

  // Lists anew from the API server's store, not from a watch that may lag; then `synced` is told the ticket.
  // Tickets grow; of several that wait, only the latest is told.
  void refresh(std::uint64_t ticket);

  // run() ends soon; no callback comes any more.
  void close();

  [[nodiscard]] WatchMachine::State state() const;
  [[nodiscard]] bool synced() const;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

template <class T>
class Watcher {
 public:
  using Taker = typename TypedBatch<T>::Taker;

  Watcher(const runtime::Executor& executor, ApiEndpoint& endpoint, WatcherSettings settings, Taker upserted,
          WatchListener listener)
      : upserted_(std::move(upserted)),
        core_(executor, endpoint, std::move(settings), std::move(listener),
              [this] { return std::make_unique<TypedBatch<T>>(upserted_); }) {}

  [[nodiscard]] runtime::Task<> run() { return core_.run(); }
  void refresh(std::uint64_t ticket) { core_.refresh(ticket); }
  void close() { core_.close(); }
  [[nodiscard]] WatchMachine::State state() const { return core_.state(); }
  [[nodiscard]] bool synced() const { return core_.synced(); }

 private:
  Taker upserted_;
  WatcherCore core_;
};

}  // namespace herald::kube
