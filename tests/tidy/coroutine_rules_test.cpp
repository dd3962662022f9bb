#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

Findings lambdas_in(const std::string& text) {
  return no_capturing_lambda_coroutines(planted({{"runtime/a.cpp", text}}));
}

TEST(NoCapturingLambdaCoroutines, FindsThemBySignatureAndByBody) {
  for (const std::string text :
       {"spawn([&]() -> awaitable<void> { co_return; });", "spawn([this] -> asio::awaitable<void> { f(); });",
        "auto f = [=](int a) mutable { co_await g(a); };", "return [x = y] { co_return x; };",
        "f({}, [&a](int b) noexcept { for (;;) co_yield a + b; });",
        "auto f = [&] { auto g = [] { return 1; }; co_return g(); };"}) {
    EXPECT_THAT(places(lambdas_in(text)), testing::ElementsAre("runtime/a.cpp:1")) << text;
  }
}

TEST(NoCapturingLambdaCoroutines, PassesWhatOutlivesItself) {
  for (const std::string text :
       {"awaitable<void> f(int a) { co_await g(a); }",
        "auto f = [](int a) -> awaitable<void> { co_return; };",
        "sort(v, [&](int a, int b) { return k[a] < k[b]; });",
        "[[nodiscard]] awaitable<int> f() { co_return 1; }", "auto [a, b] = g(); co_await a[b];",
        "awaitable<void> f() { x[i] = [&] { return 1; }(); co_return; }",
        "auto f = [&] { spawn([](int a) -> awaitable<void> { co_return; }); };",
        "int a[] = {1}; delete[] p;"}) {
    EXPECT_THAT(lambdas_in(text), testing::IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace herald::tidy
