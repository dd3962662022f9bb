// Lets the kernel notice that the other side of a TCP connection is gone without a word: a node that lost its
// power, a NAT that forgot, a firewall that drops. Without this a connection that only listens is believed
// for ever, and one that writes for a quarter of an hour.
#pragma once

namespace herald::runtime {

// 30 s until the connection is given up, whether it is idle (probes) or has something unacknowledged. Other
// kinds of sockets are left alone.
void notice_dead_peer(int socket);

}  // namespace herald::runtime
