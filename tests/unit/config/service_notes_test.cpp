#include "config/service_notes.h"

#include <gmock/gmock.h>

namespace herald::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

model::Service noted(const std::string& text) {
  model::Service service;
  service.annotations.emplace(kProtocolAnnotation, text);
  return service;
}

TEST(ServiceNotes, AProtocolIsReadAsItIsWritten) {
  for (const Protocol protocol : {Protocol::layer2, Protocol::bgp, Protocol::both})
    EXPECT_EQ(noted_protocol(noted(std::string(note_of(protocol)))), protocol) << note_of(protocol);
  EXPECT_EQ(note_of(Protocol::layer2), "") << "most clusters have no other";
}

// Anybody may write anything into an annotation.
TEST(ServiceNotes, WhatMakesNoSenseIsNoNote) {
  EXPECT_EQ(noted_protocol(model::Service()), Protocol::layer2);
  for (const char* const odd : {"BGP", "bgp ", "layer2", "bgp,both", "x"})
    EXPECT_EQ(noted_protocol(noted(odd)), Protocol::layer2) << odd;
}

TEST(ServiceNotes, ThePoolsAreReadInOrder) {
  EXPECT_THAT(items_in(""), IsEmpty());
  EXPECT_THAT(items_in("v4"), ElementsAre("v4"));
  EXPECT_THAT(items_in("v4,v6"), ElementsAre("v4", "v6"));
  EXPECT_THAT(items_in(",v6,"), ElementsAre("", "v6"));
}

TEST(ServiceNotes, AreNoWishes) {
  EXPECT_TRUE(is_note("lb.herald/pool"));
  EXPECT_TRUE(is_note("lb.herald/protocol"));
  EXPECT_TRUE(is_note("lb.herald/adopted"));
  EXPECT_FALSE(is_note("lb.herald/address-pool"));
}

}  // namespace
}  // namespace herald::config
