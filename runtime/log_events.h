// What the runtime itself logs. Explained in docs/log-events.md.
#pragma once

#include "runtime/log_event.h"

#include <array>

namespace herald::runtime::events {

inline constexpr LogEvent kLogLinesLost{"log_lines_lost", LogLevel::warning,
                                        "log lines could not be written and were dropped"};
inline constexpr LogEvent kLogLevelChanged{"log_level_changed", LogLevel::info, "the log level was changed"};
inline constexpr LogEvent kLogLevelUnknown{"log_level_unknown", LogLevel::warning,
                                           "the log level that the Lease asks for is none"};
inline constexpr LogEvent kStopRequested{"stop_requested", LogLevel::info,
                                         "a signal asks to stop; a second one ends the process at once"};
inline constexpr LogEvent kTaskFailed{"task_failed", LogLevel::error,
                                      "a task ended by an exception, which is a bug"};
inline constexpr LogEvent kHttpListening{"http_listening", LogLevel::info, "accepting connections"};
inline constexpr LogEvent kHttpAcceptFailed{"http_accept_failed", LogLevel::warning,
                                            "cannot accept connections for the moment"};
inline constexpr LogEvent kHttpHandlerFailed{"http_handler_failed", LogLevel::error,
                                             "a request could not be answered because of a bug"};
inline constexpr LogEvent kHttpConnectionEnded{"http_connection_ended", LogLevel::debug,
                                               "a connection ended early"};
inline constexpr LogEvent kCertificateReloaded{"certificate_reloaded", LogLevel::info,
                                               "the certificate files changed and are in use"};
inline constexpr LogEvent kCertificateRefused{
    "certificate_refused", LogLevel::error,
    "the certificate files changed but cannot be used; the last good ones stay in use"};
// Of the API server's clients (kube/api_client, kube/watcher).
inline constexpr LogEvent kApiCredentialsUnusable{
    "api_credentials_unusable", LogLevel::warning,
    "the token or CA file cannot be used; the last good one stays in use"};
inline constexpr LogEvent kTokenReviewFailed{"token_review_failed", LogLevel::warning,
                                             "tokens on the admin port cannot be checked"};
inline constexpr LogEvent kWatchSynced{"watch_synced", LogLevel::info,
                                       "everything that exists has been listed"};
inline constexpr LogEvent kWatchInterrupted{"watch_interrupted", LogLevel::warning,
                                            "a list or watch failed; it is tried again"};
inline constexpr LogEvent kWatchSilent{"watch_silent", LogLevel::warning,
                                       "nothing was heard of a watch for too long; it is opened anew"};
inline constexpr LogEvent kObjectSkipped{"object_skipped", LogLevel::error,
                                         "an object cannot be understood; it stays as it was last seen"};
// Of the controller (controller/shell*).
inline constexpr LogEvent kControllerStarted{"controller_started", LogLevel::info,
                                             "the controller is running"};
inline constexpr LogEvent kControllerStopped{"controller_stopped", LogLevel::info,
                                             "the controller has ended in order"};
inline constexpr LogEvent kControllerCannotStart{"controller_cannot_start", LogLevel::error,
                                                 "the controller cannot start"};
inline constexpr LogEvent kLeadershipGained{"leadership_gained", LogLevel::info, "this replica leads"};
inline constexpr LogEvent kLeadershipLost{"leadership_lost", LogLevel::info, "this replica leads no more"};
inline constexpr LogEvent kLeaseRequestFailed{"lease_request_failed", LogLevel::warning,
                                              "the Lease could not be read or written; it is tried again"};
inline constexpr LogEvent kConfigApplied{"config_applied", LogLevel::info, "a new configuration holds"};
inline constexpr LogEvent kConfigWarnings{"config_warnings", LogLevel::warning,
                                          "the configuration is valid but odd"};
inline constexpr LogEvent kConfigRejected{"config_rejected", LogLevel::error,
                                          "the configuration is invalid; the last good one holds on"};
inline constexpr LogEvent kConfigMissing{
    "config_missing", LogLevel::warning,
    "there is no ConfigMap; the last good configuration, if any, holds on"};
inline constexpr LogEvent kLastGoodUsed{"last_good_used", LogLevel::warning,
                                        "the kept configuration holds in place of the present one"};
inline constexpr LogEvent kLastGoodUnavailable{"last_good_unavailable", LogLevel::warning,
                                               "the kept configuration cannot be read"};
inline constexpr LogEvent kLastGoodUnsaved{"last_good_unsaved", LogLevel::warning,
                                           "the configuration could not be kept; it is tried again"};
inline constexpr LogEvent kWriteFailed{"write_failed", LogLevel::warning,
                                       "a Service could not be written; it is tried again"};
inline constexpr LogEvent kEventDropped{"event_dropped", LogLevel::warning,
                                        "a Kubernetes Event could not be written"};
// Of both daemons (kube/cluster_key).
inline constexpr LogEvent kClusterKeyUnavailable{
    "cluster_key_unavailable", LogLevel::warning,
    "the Secret that speakers know each other by cannot be had; it is tried again"};
// Of the speaker (speaker/shell*).
inline constexpr LogEvent kSpeakerStarted{"speaker_started", LogLevel::info, "the speaker is running"};
inline constexpr LogEvent kSpeakerReady{"speaker_ready", LogLevel::info,
                                        "everything is known; addresses are announced from here on"};
inline constexpr LogEvent kSpeakerStopped{"speaker_stopped", LogLevel::info,
                                          "the speaker has ended in order"};
inline constexpr LogEvent kSpeakerCannotStart{"speaker_cannot_start", LogLevel::error,
                                              "the speaker cannot start"};
inline constexpr LogEvent kApiServerAwaited{
    "api_server_awaited", LogLevel::warning,
    "the API server cannot be reached; nothing can be announced before it has been"};
inline constexpr LogEvent kSpeakerLeaseUnwritten{
    "speaker_lease_unwritten", LogLevel::warning,
    "this speaker's Lease could not be written; it is tried again"};
inline constexpr LogEvent kSpeakerLeaseUnreadable{
    "speaker_lease_unreadable", LogLevel::warning,
    "the Lease of a speaker makes no sense; that speaker does not take part"};
inline constexpr LogEvent kAddressGained{"address_gained", LogLevel::info, "this node announces an address"};
inline constexpr LogEvent kAddressLost{"address_lost", LogLevel::info,
                                       "this node announces an address no longer"};
inline constexpr LogEvent kAddressConflict{"address_conflict", LogLevel::warning,
                                           "a machine that is no speaker answers for an address"};
inline constexpr LogEvent kAnnouncementsImpossible{"announcements_impossible", LogLevel::warning,
                                                   "this node has no interface for some addresses"};
inline constexpr LogEvent kPeerUp{"peer_up", LogLevel::info, "a BGP session is established"};
inline constexpr LogEvent kPeerDown{"peer_down", LogLevel::warning, "a BGP session has ended"};
inline constexpr LogEvent kPeerUnreachable{"peer_unreachable", LogLevel::warning,
                                           "a BGP peer cannot be reached; it is tried again"};
inline constexpr LogEvent kPeerBfd{"peer_bfd", LogLevel::info, "BFD of a BGP peer changed its state"};
inline constexpr LogEvent kPeerFlawed{"peer_flawed", LogLevel::warning,
                                      "a BGP peer sent something that is against the rules"};
inline constexpr LogEvent kPeersNotAdmitted{"peers_not_admitted", LogLevel::error,
                                            "BGP peers that dial are not let in"};
inline constexpr LogEvent kBfdNotHeard{"bfd_not_heard", LogLevel::error,
                                       "BFD packets of BGP peers cannot be heard; it is tried again"};
inline constexpr LogEvent kRoutersNotHeard{"routers_not_heard", LogLevel::error,
                                           "BGP peers without an address cannot be found; it is tried again"};

inline constexpr std::array kAll = {
    kLogLinesLost,
    kLogLevelChanged,
    kLogLevelUnknown,
    kStopRequested,
    kTaskFailed,
    kHttpListening,
    kHttpAcceptFailed,
    kHttpHandlerFailed,
    kHttpConnectionEnded,
    kCertificateReloaded,
    kCertificateRefused,
    kApiCredentialsUnusable,
    kWatchSynced,
    kWatchInterrupted,
    kObjectSkipped,
    kControllerStarted,
    kControllerStopped,
    kControllerCannotStart,
    kLeadershipGained,
    kLeadershipLost,
    kLeaseRequestFailed,
    kConfigApplied,
    kConfigWarnings,
    kConfigRejected,
    kConfigMissing,
    kLastGoodUsed,
    kLastGoodUnavailable,
    kLastGoodUnsaved,
    kWriteFailed,
    kEventDropped,
    kClusterKeyUnavailable,
    kSpeakerStarted,
    kSpeakerReady,
    kSpeakerStopped,
    kSpeakerCannotStart,
    kApiServerAwaited,
    kSpeakerLeaseUnwritten,
    kSpeakerLeaseUnreadable,
    kAddressGained,
    kAddressLost,
    kAddressConflict,
    kAnnouncementsImpossible,
    kPeerUp,
    kPeerDown,
    kPeerUnreachable,
    kPeerBfd,
    kPeerFlawed,
    kPeersNotAdmitted,
    kBfdNotHeard,
    kRoutersNotHeard,
    kTokenReviewFailed,
    kWatchSilent,
};

}  // namespace herald::runtime::events
