#include "config/protocol_book.h"

#include "config/service_notes.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::config {
namespace {

net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

Pool pool(const std::string& name, const std::string& cidr, Protocol protocol) {
  Pool made;
  made.spec.name = name;
  made.spec.addresses.emplace_back(*net::Cidr::parse(cidr));
  made.protocol = protocol;
  return made;
}

ProtocolBook book_of(std::vector<Pool> pools) {
  Config config;
  config.pools = std::move(pools);
  return ProtocolBook(config);
}

model::Service service(const std::string& pools = "", const std::string& protocol = "") {
  model::Service made;
  if (!pools.empty()) made.annotations.emplace(kPoolAnnotation, pools);
  if (!protocol.empty()) made.annotations.emplace(kProtocolAnnotation, protocol);
  return made;
}

const ProtocolBook kBook =
    book_of({pool("lan", "10.0.0.0/24", Protocol::layer2), pool("far", "203.0.113.0/25", Protocol::bgp),
             pool("far6", "2001:db8::/64", Protocol::both)});

TEST(ProtocolBook, ThePoolThatListsTheAddressKnows) {
  EXPECT_EQ(kBook.of(ip("10.0.0.255"), service("far", "bgp")), Protocol::layer2);
  EXPECT_EQ(kBook.of(ip("203.0.113.127"), service("lan")), Protocol::bgp);
  EXPECT_EQ(kBook.of(ip("2001:db8::1"), service()), Protocol::both);
}

TEST(ProtocolBook, ElseTheFirstPoolThatIsNamedAndStillThere) {
  EXPECT_EQ(kBook.of(ip("203.0.113.200"), service("gone,far")), Protocol::bgp);
  EXPECT_EQ(kBook.of(ip("10.0.1.1"), service("lan,far", "bgp")), Protocol::layer2);
}

TEST(ProtocolBook, ElseTheNoteElseLayer2) {
  EXPECT_EQ(kBook.of(ip("203.0.113.200"), service("gone", "bgp")), Protocol::bgp);
  EXPECT_EQ(ProtocolBook().of(ip("10.0.0.1"), service("", "both")), Protocol::both);
  EXPECT_EQ(kBook.of(ip("203.0.113.200"), service("gone")), Protocol::layer2);
}

TEST(ProtocolBook, WhatPoolsAreAnnouncedByTogether) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(kBook.together(Names{}), Protocol::layer2);
  EXPECT_EQ(kBook.together(Names{"far", "far"}), Protocol::bgp);
  EXPECT_EQ(kBook.together(Names{"", "far"}), Protocol::bgp) << "one address has lost its pool";
  EXPECT_EQ(kBook.together(Names{"lan", "far"}), Protocol::both);
}

TEST(ProtocolBook, IsAnotherWhenAPoolIsAnnouncedOtherwise) {
  EXPECT_EQ(book_of({pool("a", "10.0.0.0/24", Protocol::bgp)}),
            book_of({pool("a", "10.0.0.0/24", Protocol::bgp)}));
  EXPECT_NE(book_of({pool("a", "10.0.0.0/24", Protocol::bgp)}),
            book_of({pool("a", "10.0.0.0/24", Protocol::both)}));
}

}  // namespace
}  // namespace herald::config
