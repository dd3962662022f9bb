// What we leave out of libpcap when its archive is linked: these definitions come first, so the modules that
// hold the other ones stay in the archive. The shared libpcap keeps its own.
#include <cstdlib>
#include <linux/filter.h>

// The layout of libpcap's bpf_program, which is the kernel's sock_fprog with a wider count.
struct bpf_program {
  unsigned int bf_len;
  sock_filter* bf_insns;
};

extern "C" {

// Debian's libpcap can also capture from D-Bus, and would draw that library, systemd's and five more into the
// program. No such device here.
int dbus_findalldevs(void* /*devices*/, char* /*error*/) {
  return 0;
}

void* dbus_create(const char* /*device*/, char* /*error*/, int* is_ours) {
  *is_ours = 0;
  return nullptr;
}

// The compiler of filter expressions, 170 KB, is called by nobody: our filters are made in capture_filter.h.
// Two functions that live beside it are referred to from elsewhere: this one is called for empty programs,
// ...
void pcap_freecode(bpf_program* program) {
  program->bf_len = 0;
  std::free(program->bf_insns);
  program->bf_insns = nullptr;
}

// ... and this one only by its optimizer.
void sappend(void* /*block*/, void* /*more*/) {
  std::abort();
}
}
