#pragma once

#include "engine/policy/load.hpp"
#include "engine/policy/source.hpp"
#include "mfa_tool/command.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::tool {

/// Where the policy of this host lives.
inline constexpr std::string_view default_policy_path = "/etc/mfa/policy.d";

/// Every document that the paths name. A file counts whatever it is called; of a folder those that
/// end in .yaml, .yml or .json, sorted by name. A folder that holds none is a failure: nobody who
/// names it means "no policy at all". Links are followed: these are files that the caller may read.
Attempt<std::vector<policy::Source>> read_policy(const std::vector<std::string>& paths);

/// `1 file`, `2 files`.
std::string counted(std::size_t count, std::string_view what);

/// What was found in the files, for a program. `statements`: of a policy that loads.
void print_findings_json(Environment& environment, const std::vector<policy::Source>& sources,
                         std::optional<std::size_t> statements,
                         const std::vector<policy::Finding>& findings);

struct LoadedPolicy {
    std::vector<policy::Source> sources;
    policy::PolicySet set;
};

/// The policy that `paths` name, or this host's where there are none. Its errors go to stderr, a
/// line each.
Attempt<LoadedPolicy> load_policy(Environment& environment, const std::vector<std::string>& paths);

/// --policy PATH
void declare_policy_paths(CLI::App& app, std::vector<std::string>& paths);

/// The findings, a line each.
std::string render_findings(const std::vector<policy::Finding>& findings);

} // namespace mfa::tool
