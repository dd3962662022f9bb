#include "runtime/task_group.h"

#include "core/base/check.h"
#include "runtime/log_events.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace herald::runtime {
namespace asio = boost::asio;

struct TaskGroup::Entry {
  explicit Entry(std::string_view task) : name(task) {}

  std::string name;
  asio::cancellation_signal signal;
  bool cancelled = false;
};

struct TaskGroup::State {
  State(const Executor& loop, const Clock& clock, Logger& log, FailureHandler handler)
      : executor(loop), logger(log), on_failure(std::move(handler)), emptied(loop, clock) {}

  void left(std::list<std::shared_ptr<Entry>>::iterator at, const std::exception_ptr& error) {
    const std::shared_ptr<Entry> entry = *at;
    entries.erase(at);
    if (entries.empty()) emptied.ring();
    if (error) judge(*entry, error);
  }

  void judge(const Entry& entry, const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const boost::system::system_error& thrown) {
      if (entry.cancelled && thrown.code() == asio::error::operation_aborted) return;
      failed(entry, thrown.what());
    } catch (const std::exception& thrown) {
      failed(entry, thrown.what());
    } catch (...) {
      failed(entry, "not a std::exception");
    }
  }

  void failed(const Entry& entry, std::string_view what) {
    logger.log(events::kTaskFailed, {{"task", entry.name}, {"what", what}});
    on_failure({.task = entry.name, .what = std::string(what)});
  }

  Executor executor;
  Logger& logger;
  FailureHandler on_failure;
  Wakeup emptied;
  std::list<std::shared_ptr<Entry>> entries;
  bool closed = false;
};

void abort_on_failure(const TaskFailure& failure) {
  std::fprintf(stderr, "herald: task %s ended by an exception: %s\n", failure.task.c_str(),
               failure.what.c_str());
  std::abort();
}

TaskGroup::TaskGroup(const Executor& executor, const Clock& clock, Logger& logger, FailureHandler on_failure)
    : state_(std::make_shared<State>(executor, clock, logger, std::move(on_failure))) {}

TaskGroup::~TaskGroup() {
  HERALD_CHECK(state_->entries.empty());
}

Admission TaskGroup::spawn(std::string_view name, Task<> task) {
  if (state_->closed) return Admission::refused;
  const auto entry = std::make_shared<Entry>(name);
  const auto at = state_->entries.insert(state_->entries.end(), entry);
  auto finished = [state = state_, at](const std::exception_ptr& error) { state->left(at, error); };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(entry->signal.slot(), std::move(finished)));
  return Admission::started;
}

void TaskGroup::close() {
  state_->closed = true;
}

// Over a copy: a cancelled operation may end its task, and so change the list, before emit() returns.
void TaskGroup::cancel() {
  const std::vector<std::shared_ptr<Entry>> present(state_->entries.begin(), state_->entries.end());
  for (const std::shared_ptr<Entry>& entry : present) {
    entry->cancelled = true;
    entry->signal.emit(asio::cancellation_type::terminal);
  }
}

Task<> TaskGroup::leave() {
  close();
  const std::shared_ptr<State> state = state_;
  while (!state->entries.empty()) {
    static_cast<void>(co_await state->emptied.sleep_until(kNever));
  }
}

std::size_t TaskGroup::size() const {
  return state_->entries.size();
}

}  // namespace herald::runtime
