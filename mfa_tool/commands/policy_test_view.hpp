#pragma once

#include "engine/policy/cases/run_cases.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mfa::tool {

/// Cases that failed and statements that none reaches, a line each.
std::string run_text(const policy::cases::RunResult& run);

nlohmann::ordered_json run_json(const policy::cases::RunResult& run);

/// The form that build servers read: a test suite for each file.
std::string run_junit(const policy::cases::RunResult& run);

} // namespace mfa::tool
