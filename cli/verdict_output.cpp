#include "cli/verdict_output.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

std::string_view severity_name(config::Severity severity) {
  return severity == config::Severity::error ? "error" : "warning";
}

boost::json::object to_json(const config::Diagnostic& diagnostic) {
  return {{"severity", severity_name(diagnostic.severity)},
          {"line", diagnostic.line},
          {"column", diagnostic.column},
          {"path", diagnostic.path},
          {"message", diagnostic.message}};
}

// Workflow commands end at a line's end and give meaning to "%"; properties also to ":" and ",".
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string lines_of(std::span<const FileVerdict> verdicts) {
  std::string out;
  for (const FileVerdict& verdict : verdicts) {
    for (const config::Diagnostic& diagnostic : verdict.diagnostics) {
      if (diagnostic.severity == config::Severity::warning) out += "warning: ";
      out += diagnostic.to_string(verdict.file) + "\n";
    }
    if (verdict.valid()) out += verdict.file + ": valid (" + verdict.summary + ")\n";
  }
  return out;
}

}  // namespace

Page show_verdicts(std::span<const FileVerdict> verdicts) {
  boost::json::array files;
  for (const FileVerdict& verdict : verdicts) {
    boost::json::array diagnostics;
    for (const config::Diagnostic& diagnostic : verdict.diagnostics)
      diagnostics.push_back(to_json(diagnostic));
    files.push_back(boost::json::object{
        {"file", verdict.file}, {"valid", verdict.valid()}, {"diagnostics", std::move(diagnostics)}});
  }
  const bool all_valid = std::ranges::all_of(verdicts, &FileVerdict::valid);
  return Page{.prose = lines_of(verdicts),
              .table = std::nullopt,
              .nothing = {},
              .data = boost::json::object{{"valid", all_valid}, {"files", std::move(files)}}};
}

std::string as_github(std::span<const FileVerdict> verdicts) {
  std::string out;
  for (const FileVerdict& verdict : verdicts) {
    for (const config::Diagnostic& diagnostic : verdict.diagnostics) {
      out += "::" + std::string(severity_name(diagnostic.severity)) + " file=" + escaped(verdict.file, true);
      if (diagnostic.line > 0) {
        out += ",line=" + std::to_string(diagnostic.line) + ",col=" + std::to_string(diagnostic.column);
      }
      const std::string path = diagnostic.path.empty() ? "" : diagnostic.path + ": ";
      out += "::" + escaped(path + diagnostic.message, false) + "\n";
    }
  }
  return out;
}

}  // namespace herald::cli
