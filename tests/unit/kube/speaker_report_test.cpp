#include "kube/speaker_report.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

void add(net::IpRangeSet& set, const std::string& first, const std::string& last) {
  set.insert(*net::IpRange::make(ip(first), ip(last)));
}

SpeakerReport plain() {
  SpeakerReport report;
  report.member = {.node = "node-1",
                   .incarnation = own::Incarnation(1'700'000'000'123'456'789U),
                   .address = ip("192.0.2.1"),
                   .port = 7947};
  return report;
}

SpeakerReport full() {
  SpeakerReport report = plain();
  report.member.address = ip("2001:db8::1");
  report.macs = {*net::MacAddress::parse("02:00:00:00:00:0a"), *net::MacAddress::parse("02:00:00:00:00:0b")};
  report.draining = true;
  add(report.owned, "10.0.0.1", "10.0.0.1");
  add(report.owned, "10.0.0.4", "10.0.0.9");
  add(report.owned, "2001:db8::7", "2001:db8::8");
  add(report.since[UnixSeconds(1'700'000'000)], "10.0.0.4", "10.0.0.9");
  add(report.since[UnixSeconds(1'700'000'060)], "10.0.0.1", "10.0.0.1");
  report.conflicts = {{ip("10.0.0.7"), *net::MacAddress::parse("02:00:00:00:00:01"), "eth0"},
                      {ip("2001:db8::7"), *net::MacAddress::parse("02:00:00:00:00:02"), "bond0.7@x", false}};
  report.unable = {{own::InterfaceNeed(7), "no interface matches eth9=x"}};
  add(report.silent[model::Reason::no_ready_endpoints], "10.0.0.10", "10.0.0.11");
  add(report.silent[model::Reason::awaiting_speaker], "10.0.0.20", "10.0.0.20");
  report.node_addresses = {{ip("10.0.0.30"), "node-3"}, {ip("2001:db8::30"), "node-3"}};
  report.peers = {{.name = "frr", .established = true}};
  return report;
}

Object<Lease> lease_with(model::Labels annotations, const std::string& holder = "node-1") {
  Object<Lease> lease;
  lease.meta.key = {"herald-system", "speaker-node-1"};
  lease.value.holder = holder;
  lease.value.annotations = std::move(annotations);
  return lease;
}

TEST(SpeakerReport, LooksLikeThis) {
  EXPECT_THAT(encode_speaker_report(plain()),
              UnorderedElementsAre(Pair("lb.herald/speaker-address", "192.0.2.1:7947"),
                                   Pair("lb.herald/speaker-incarnation", "1700000000123456789")));
  const model::Labels labels = encode_speaker_report(full());
  EXPECT_EQ(labels.at("lb.herald/speaker-address"), "[2001:db8::1]:7947");
  EXPECT_EQ(labels.at("lb.herald/macs"), "02:00:00:00:00:0a,02:00:00:00:00:0b");
  EXPECT_EQ(labels.at("lb.herald/owned"), "10.0.0.1,10.0.0.4-10.0.0.9,2001:db8::7-2001:db8::8");
  EXPECT_EQ(labels.at("lb.herald/unannounced"), "2001:db8::7");
  EXPECT_EQ(labels.at("lb.herald/since"), "1700000060=10.0.0.1;1700000000=10.0.0.4-10.0.0.9");
  EXPECT_EQ(labels.at("lb.herald/silent"), "NoReadyEndpoints=10.0.0.10-10.0.0.11;AwaitingSpeaker=10.0.0.20");
  EXPECT_EQ(labels.at("lb.herald/node-addresses"), "10.0.0.30=node-3,2001:db8::30=node-3");
  for (const auto& [key, value] : labels)
    EXPECT_THAT(kReportAnnotations, testing::Contains(key));
  EXPECT_EQ(labels.size(), kReportAnnotations.size());
}

TEST(SpeakerReport, ReadsBackWhatItWrote) {
  for (const SpeakerReport& report : {plain(), full()}) {
    const auto read = read_speaker_report(lease_with(encode_speaker_report(report)));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(**read, report);
  }
}

TEST(SpeakerReport, AMemberIsReadWithoutTheLongLists) {
  const auto read = read_speaker_member(lease_with(encode_speaker_report(full())));
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)->member, full().member);
  EXPECT_TRUE((*read)->draining);
  EXPECT_EQ((*read)->unable, full().unable);
  EXPECT_EQ((*read)->macs, full().macs);
  EXPECT_TRUE((*read)->owned.empty());
  EXPECT_TRUE((*read)->node_addresses.empty());
}

TEST(SpeakerReport, NobodysLeaseIsNoReport) {
  const auto read = read_speaker_report(lease_with(encode_speaker_report(full()), ""));
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST(SpeakerReport, WhatMakesNoSenseIsRefusedByName) {
  const std::pair<std::string_view, const char*> kNonsense[] = {
      {annotation::kSpeakerAddress, "192.0.2.1"},
      {annotation::kSpeakerAddress, "192.0.2.1:70000"},
      {annotation::kSpeakerAddress, "[192.0.2.1"},
      {annotation::kSpeakerAddress, ""},
      {annotation::kIncarnation, "-1"},
      {annotation::kIncarnation, ""},
      {annotation::kMacs, "02:00:00:00:00"},
      {annotation::kOwned, "10.0.0.9-10.0.0.1"},
      {annotation::kOwned, "10.0.0.1-2001:db8::"},
      {annotation::kOwned, "...,10.0.0.1"},
      {annotation::kOwned, "x"},
      {annotation::kConflicts, "10.0.0.1=02:00@eth0"},
      {annotation::kConflicts, "10.0.0.1"},
      {annotation::kUnable, "why"},
      {annotation::kSilent, "10.0.0.1"},
      {annotation::kNodeAddresses, "10.0.0.1"},
      {annotation::kNodeAddresses, "10.0.0.1="},
      {annotation::kNodeAddresses, "node-1=10.0.0.1"},
      {annotation::kPeers, "frr\tsince=yesterday"},
      {annotation::kSince, "10.0.0.1"},
      {annotation::kSince, "noon=10.0.0.1"},
  };
  for (const auto& [key, text] : kNonsense) {
    model::Labels labels = encode_speaker_report(full());
    labels[std::string(key)] = text;
    const auto read = read_speaker_report(lease_with(labels));
    ASSERT_FALSE(read) << key << " " << text;
    EXPECT_THAT(read.error(), HasSubstr(std::string(key)));
  }
  EXPECT_FALSE(read_speaker_report(lease_with(encode_speaker_report(full()), "another")));
}

// A newer speaker may know more than we do.
TEST(SpeakerReport, UnknownReasonsAndKeysAreIgnored) {
  model::Labels labels = encode_speaker_report(plain());
  labels["lb.herald/silent"] = "NoMoon=10.0.0.1;NoInterface=10.0.0.2";
  labels["lb.herald/moon"] = "full";
  const auto read = read_speaker_report(lease_with(labels));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ((*read)->silent.size(), 1U);
  EXPECT_TRUE((*read)->silent.at(model::Reason::no_interface).contains(ip("10.0.0.2")));
}

// An object's annotations have room for 256 KiB in all.
TEST(SpeakerReport, IsCutShortBeforeItIsTooLong) {
  SpeakerReport report = plain();
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    const auto address = net::IpAddress::v4(0x0a000000U + 2 * i);
    report.owned.insert(net::IpRange::single(address));
    report.silent[model::Reason::no_node_admits].insert(net::IpRange::single(address));
    report.silent[model::Reason::no_ready_endpoints].insert(net::IpRange::single(address));
    report.conflicts.push_back({address, {}, "eth0"});
    report.node_addresses[address] = "node-" + std::to_string(i);
    report.since[UnixSeconds(i % 7)].insert(net::IpRange::single(address));
  }
  report.unable[own::InterfaceNeed(1)] = std::string(100'000, 'x');
  const model::Labels labels = encode_speaker_report(report);
  std::size_t bytes = 0;
  for (const auto& [key, value] : labels)
    bytes += key.size() + value.size();
  EXPECT_LT(bytes, 256U << 10);
  EXPECT_GT(bytes, 128U << 10);
  EXPECT_THAT(labels.at("lb.herald/owned"), EndsWith(",..."));
  const auto read = read_speaker_report(lease_with(labels));
  ASSERT_TRUE(read) << read.error();
  EXPECT_TRUE((*read)->owned.contains(ip("10.0.0.0")));
  EXPECT_FALSE((*read)->owned.contains(ip("10.0.0.1")));
}

TEST(SpeakerReport, TellsSinceWhenAnAddressIsThere) {
  EXPECT_EQ(owned_since(full(), ip("10.0.0.5")), UnixSeconds(1'700'000'000));
  EXPECT_EQ(owned_since(full(), ip("10.0.0.1")), UnixSeconds(1'700'000'060));
  EXPECT_FALSE(owned_since(full(), ip("2001:db8::7")));
}

TEST(SpeakerLease, HasItsNode) {
  EXPECT_EQ(speaker_lease_name("node-1"), "speaker-node-1");
  EXPECT_TRUE(is_speaker_lease("speaker-node-1"));
  EXPECT_FALSE(is_speaker_lease("herald-controller"));
}

TEST(AsksToDrain, OnlyWithTrue) {
  Lease lease;
  EXPECT_FALSE(asks_to_drain(lease));
  lease.annotations["lb.herald/drain"] = "false";
  EXPECT_FALSE(asks_to_drain(lease));
  lease.annotations["lb.herald/drain"] = "true";
  EXPECT_TRUE(asks_to_drain(lease));
}

}  // namespace
}  // namespace herald::kube
