#include "speaker/lease_keeper.h"

#include <algorithm>

namespace herald::speaker {

// Each report uses up `between_reports` of time, and may do so in advance: `at_once` of them at most.
void LeaseKeeper::report_at(Instant when) {
  if (releasing_) return;
  const Instant affordable = spent_until_ - (times_.at_once - 1) * times_.between_reports;
  report_ = std::min(report_, std::max(when, affordable));
}

void LeaseKeeper::report_changed(Instant now) {
  report_at(now + times_.gather);
}

void LeaseKeeper::lost(Instant now) {
  confirmed_.reset();
  report_at(now);
}

void LeaseKeeper::spend(Instant now) {
  const Instant spent = std::max(now, spent_until_) + times_.between_reports;
  // What failed again and again is not held against what comes behind it.
  spent_until_ = std::min(spent, now + times_.at_once * times_.between_reports);
}

void LeaseKeeper::release(Instant now) {
  if (releasing_) return;
  releasing_ = true;
  report_ = not_before_ = now;
}

Instant LeaseKeeper::next_deadline() const {
  if (in_flight_ || released_) return kNever;
  return std::max(std::min(renewal_, report_), not_before_);
}

std::optional<WriteLease> LeaseKeeper::take(Instant now, const std::function<model::Labels()>& compose) {
  if (now < next_deadline()) return std::nullopt;
  report_ = kNever;
  model::Labels report = compose();
  const bool changed = report != confirmed_;
  if (!changed && now < renewal_ && !releasing_) return std::nullopt;
  in_flight_ = true;
  sent_release_ = releasing_;
  sent_at_ = now;
  sent_ = report;
  if (changed) spend(now);
  return WriteLease{.report = std::move(report), .report_changed = changed, .released = releasing_};
}

void LeaseKeeper::written(Instant now, const LeaseWritten& answer) {
  in_flight_ = false;
  if (answer.ok) {
    known_ = true;
    released_ = sent_release_;
    confirmed_ = std::move(sent_);
    renewal_ = sent_at_ + times_.renew;
    backoff_.reset();
    return;
  }
  // It may have been written or not.
  confirmed_.reset();
  renewal_ = now;
  not_before_ = now + std::max(backoff_.next(random_), answer.retry_after);
}

}  // namespace herald::speaker
