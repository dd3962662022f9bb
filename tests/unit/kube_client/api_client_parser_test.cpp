#include "kube/api_client_parser.h"

#include <string>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using Phase = ResponseParser::Phase;

struct Read {
  Phase phase;
  int status;
  std::string body;
  std::string rest;
  std::string failure;
};

// As a connection does it: in pieces, what is not used up comes again.
Read read(const std::string& text, std::size_t piece, bool ended = false, std::uint64_t most = 1 << 20) {
  ResponseParser parser(most);
  Read result{};
  std::string input;
  std::size_t at = 0;
  for (;;) {
    const Phase before = parser.phase();
    const std::size_t used = parser.feed(input);
    input.erase(0, used);
    if (before == Phase::head && parser.phase() == Phase::body)
      parser.take_body([&](std::string_view more) { result.body += more; });
    if (parser.phase() >= Phase::complete) break;
    if (used > 0 && !input.empty()) continue;
    if (at == text.size()) break;
    input += text.substr(at, piece);
    at = std::min(text.size(), at + piece);
  }
  if (ended) parser.end_of_input();
  result.phase = parser.phase();
  result.status = parser.head().status;
  result.rest = input;
  result.failure = parser.failure();
  return result;
}

TEST(ResponseParser, ReadsBodiesOfEveryFramingInPiecesOfAnySize) {
  const std::string by_length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const std::string by_chunks =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: "
      "t\r\n\r\n";
  for (const std::string& text : {by_length, by_chunks}) {
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      const Read got = read(text, piece);
      EXPECT_EQ(got.phase, Phase::complete) << piece << got.failure;
      EXPECT_EQ(got.body, "hello") << piece;
      EXPECT_EQ(got.rest, "");
    }
  }
}

TEST(ResponseParser, WithoutALengthTheEndOfTheConnectionIsTheEnd) {
  const std::string text = "HTTP/1.1 200 OK\r\n\r\nhello";
  EXPECT_EQ(read(text, 100).phase, Phase::body);
  EXPECT_EQ(read(text, 100, true).phase, Phase::complete);
  EXPECT_EQ(read(text, 100, true).body, "hello");
}

TEST(ResponseParser, EveryTruncationIsNoticed) {
  const std::string by_length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const std::string by_chunks =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (const std::string& text : {by_length, by_chunks}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      const Read got = read(text.substr(0, size), 7, true);
      EXPECT_EQ(got.phase, Phase::failed) << size;
      EXPECT_FALSE(got.failure.empty());
    }
  }
}

TEST(ResponseParser, InterimAnswersArePassedOver) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const std::string final = "HTTP/1.1 204 No Content\r\n\r\n";
  EXPECT_EQ(read(interim + interim + final, 10).status, 204);
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += interim;
  EXPECT_EQ(read(many + final, 1000).phase, Phase::failed);
  EXPECT_EQ(read("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", 1000).phase, Phase::failed);
}

TEST(ResponseParser, WhatFollowsAnAnswerIsLeft) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200", 1000).rest, "HTTP/1.1 200");
}

TEST(ResponseParser, RefusesWhatIsMalformedOrTooLarge) {
  for (const std::string text : {
           "SSH-2.0-OpenSSH_9.2\r\n\r\n",
           "HTTP/1.1 xyz OK\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n",
       }) {
    EXPECT_EQ(read(text, 1000).phase, Phase::failed) << text;
  }
  const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x');
  EXPECT_EQ(read(endless, 1000).phase, Phase::failed);
}

}  // namespace
}  // namespace herald::kube
