// How a command ends: one JSON document or text for a person, never a mix.
// MUST: text that came from elsewhere passes escape_controls on its way to a terminal, and the JSON
// writer's escapes (ASCII only) on its way to a script.
#pragma once

#include "mfa_tool/command.hpp"
#include "mfa_tool/failure.hpp"

#include <nlohmann/json_fwd.hpp>

namespace mfa::tool {

enum class OutputForm {
    text, ///< for a person
    json, ///< --json: one document on stdout and nothing else there
};

/// Prints the failure and returns its exit status. With json: the error document on stdout;
/// else: `mfa_tool: MESSAGE` and a line that says what to do next, on stderr.
ExitCode fail(Environment& environment, OutputForm form, const Failure& failure);

/// The end of every command that can fail: its exit status, or fail().
ExitCode finish(Environment& environment, OutputForm form, const Attempt<ExitCode>& attempt);

/// One document and a newline on stdout; ASCII, bytes that are no UTF-8 become U+FFFD.
void print_json(Environment& environment, const nlohmann::ordered_json& document);

/// A document on one line, ASCII; for what is printed in parts.
std::string json_text(const nlohmann::ordered_json& document);

/// A string as it stands in a JSON document, quotes included.
std::string json_string(std::string_view text);

} // namespace mfa::tool
