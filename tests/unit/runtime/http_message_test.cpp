#include "runtime/http_message.h"

#include "runtime/http_request_parser.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

HttpRequest request_for(std::string target) {
  HttpRequest request;
  request.target = std::move(target);
  return request;
}

TEST(HttpRequestTarget, SplitsIntoPathAndParameters) {
  const HttpRequest request =
      request_for("/api/v1?labelSelector=app%3Dx%2Cy&watch&a=b+c&a=second&bad=%zz&e=");
  EXPECT_EQ(request.path(), "/api/v1");
  EXPECT_EQ(request.query_value("labelSelector"), "app=x,y");
  EXPECT_EQ(request.query_value("watch"), "");
  EXPECT_EQ(request.query_value("a"), "b c");
  EXPECT_EQ(request.query_value("e"), "");
  EXPECT_EQ(request.query_value("bad"), std::nullopt);
  EXPECT_EQ(request.query_value("none"), std::nullopt);
  EXPECT_EQ(request_for("/").query(), "");
  EXPECT_EQ(request_for("/?").query_value(""), std::nullopt);
}

TEST(PercentDecode, RefusesWhatIsCutShort) {
  EXPECT_EQ(percent_decode("a%20b%2F"), "a b/");
  EXPECT_EQ(percent_decode("%"), std::nullopt);
  EXPECT_EQ(percent_decode("%2"), std::nullopt);
  EXPECT_EQ(percent_decode("%2x"), std::nullopt);
}

TEST(HttpHeadersOf, CompareNamesWithoutCase) {
  HttpHeaders headers;
  headers.add("Content-Type", "a");
  headers.add("content-type", "b");
  EXPECT_EQ(headers.find("CONTENT-TYPE"), "a");
  EXPECT_EQ(headers.find("Content"), std::nullopt);
}

TEST(BearerToken, IsWhatFollowsTheScheme) {
  const auto token_in = [](std::string value) {
    HttpRequest request;
    request.headers.add("Authorization", std::move(value));
    const auto token = request.bearer_token();
    return token ? std::string(*token) : std::string("none");
  };
  EXPECT_EQ(token_in("Bearer abc.def"), "abc.def");
  EXPECT_EQ(token_in("bearer abc"), "abc");
  EXPECT_EQ(token_in("Bearer "), "none");
  EXPECT_EQ(token_in("Basic abc"), "none");
  EXPECT_EQ(token_in(""), "none");
}

// Whatever arrives, in whatever pieces: the parser uses no more than it was given, makes progress or asks for
// more, and reaches the same end.
TEST(HttpRequestParserOf, ComesToTheSameEndHoweverTheBytesAreCut) {
  const std::string text =
      "POST /a HTTP/1.1\r\nHost: h\r\nX: y\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5;ext=1\r\nhello\r\n0\r\nTrailer: t\r\n\r\nNEXT";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    HttpRequestParser parser(HttpSizes{});
    std::string buffer = text.substr(0, cut);
    buffer.erase(0, parser.feed(buffer));
    buffer += text.substr(cut);
    buffer.erase(0, parser.feed(buffer));
    ASSERT_EQ(parser.phase(), HttpRequestParser::Phase::complete) << cut;
    EXPECT_EQ(buffer, "NEXT") << cut;
    const HttpRequest request = parser.take();
    EXPECT_EQ(request.body, "hello");
    EXPECT_EQ(request.headers.find("x"), "y");
  }
}

TEST(HttpRequestParserOf, SurvivesEverySingleBitFlip) {
  const std::string text = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    HttpRequestParser parser(HttpSizes{});
    EXPECT_LE(parser.feed(flipped), flipped.size());
    if (parser.phase() == HttpRequestParser::Phase::refused) EXPECT_GE(parser.refusal().status, 400);
  }
}

}  // namespace
}  // namespace herald::runtime
