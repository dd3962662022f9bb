#include "speaker/glob.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

TEST(Glob, MatchesWholeNames) {
  EXPECT_TRUE(glob_matches("eth0", "eth0"));
  EXPECT_FALSE(glob_matches("eth0", "eth01"));
  EXPECT_FALSE(glob_matches("eth0", "eth"));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "x"));
}

TEST(Glob, StarIsAnyText) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("eth*", "eth"));
  EXPECT_TRUE(glob_matches("eth*", "eth0.100"));
  EXPECT_TRUE(glob_matches("*.100", "eth0.100"));
  EXPECT_TRUE(glob_matches("e*0*", "enp0s3"));
  EXPECT_TRUE(glob_matches("a*ab", "aaab"));
  EXPECT_FALSE(glob_matches("a*ab", "aaaba"));
  EXPECT_FALSE(glob_matches("eth*", "wlan0"));
}

TEST(Glob, QuestionMarkIsOneCharacter) {
  EXPECT_TRUE(glob_matches("eth?", "eth1"));
  EXPECT_FALSE(glob_matches("eth?", "eth"));
  EXPECT_FALSE(glob_matches("eth?", "eth10"));
}

TEST(Glob, BracketsAreASet) {
  EXPECT_TRUE(glob_matches("eth[0-2]", "eth1"));
  EXPECT_FALSE(glob_matches("eth[0-2]", "eth3"));
  EXPECT_TRUE(glob_matches("eth[!0-2]", "eth3"));
  EXPECT_FALSE(glob_matches("eth[!0-2]", "eth1"));
  EXPECT_TRUE(glob_matches("en[ps]*", "ens3"));
  EXPECT_TRUE(glob_matches("x[]]", "x]"));
  EXPECT_TRUE(glob_matches("x[a-]", "x-"));
  EXPECT_FALSE(glob_matches("x[ab]", "x"));
}

TEST(Glob, AnOpenBracketStandsForItself) {
  EXPECT_TRUE(glob_matches("x[a", "x[a"));
  EXPECT_FALSE(glob_matches("x[a", "xa"));
  EXPECT_TRUE(glob_matches("[", "["));
}

// A pattern of a user must not cost more than its length times the name's.
TEST(Glob, ManyStarsAreNoTrap) {
  const std::string name(15, 'a');
  EXPECT_FALSE(glob_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*ab", name));
}

}  // namespace
}  // namespace herald::speaker
