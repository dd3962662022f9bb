// What a page of the guides wants done, in order. The marks are in the Markdown itself:
//
//     ```sh lab             commands; they must end well
//     ```sh host            commands that need a machine or a cluster that a lab is not
//     ```text output        of the commands before: these lines in this order; " * " is anything in between
//     ```yaml file=NAME     a file for the commands behind it
//     ```yaml config        a configuration, which must be valid
//     <!-- await: get service web -o jsonpath=... | TEXT -->      until that watch of kubectl shows TEXT
//     <!-- lab: COMMAND -->  what a lab lacks of what the reader has
//
// A shell block without such a mark, a block without a language, and code by indentation are faults.
#pragma once

#include <string>
#include <vector>

namespace herald::guides {

enum class Kind : unsigned char { command, elsewhere, output, file, config, await, other, fault };

struct Step {
  Kind kind = Kind::other;
  int line = 0;        // of the page
  std::string detail;  // the file's name, the watch, what is wrong
  std::string text;    // of the block, or what is waited for
};

[[nodiscard]] std::vector<Step> steps_of(const std::string& markdown);

// The first line of `expected` that `output` lacks; empty when it has all.
[[nodiscard]] std::string missing_line(const std::string& expected, const std::string& output);

}  // namespace herald::guides
