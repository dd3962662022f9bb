// Replaces the global allocator of this test program by one that counts.
#include "core/net/cidr.h"
#include "core/net/ip.h"

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string_view>

#include <gtest/gtest.h>

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

namespace herald::net {
namespace {

template <class Action>
std::size_t allocations_of(Action action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

constexpr std::string_view kTexts[] = {"0.0.0.0",
                                       "255.255.255.255",
                                       "::",
                                       "::ffff:255.255.255.255",
                                       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                       "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
                                       "1:2:3::1.2.3.256",
                                       "no address, and longer than any small-string buffer"};

// The counter counts: a test of nothing would pass for ever.
TEST(IpAllocation, IsCounted) {
  EXPECT_EQ(allocations_of([] { ::operator delete(::operator new(100)); }), 1u);
}

// Parsing allocates nothing, for good texts and bad ones.
TEST(IpAllocation, ParsingAllocatesNothing) {
  for (const std::string_view text : kTexts) {
    bool accepted = false;
    EXPECT_EQ(allocations_of([&] { accepted = IpAddress::parse(text).has_value(); }), 0u) << text;
    EXPECT_EQ(allocations_of([&] { accepted = Cidr::parse(text).has_value() || accepted; }), 0u) << text;
  }
}

// Printing allocates nothing.
TEST(IpAllocation, PrintingAllocatesNothing) {
  for (const std::string_view text : kTexts) {
    const auto address = IpAddress::parse(text);
    if (!address) continue;
    std::size_t length = 0;
    EXPECT_EQ(allocations_of([&] { length = address->text().view().size(); }), 0u) << text;
    EXPECT_GT(length, 0u);
  }
}

}  // namespace
}  // namespace herald::net
