#include "speaker/lease_keeper.h"

#include <algorithm>

namespace herald::speaker {

void LeaseKeeper::report_changed(Instant now) {
  if (releasing_) return;
  const Instant due = last_report_ ? std::max(now, *last_report_ + times_.between_reports) : now;
  report_ = std::min(report_, due);
}

void LeaseKeeper::lost(Instant now) {
  confirmed_.reset();
  report_changed(now);
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
  if (changed) last_report_ = now;
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
