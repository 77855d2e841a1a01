#pragma once

#include "mfa_tool/environment.hpp"
#include "mfa_tool/exit_code.hpp"
#include "mfa_tool/failure.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mfa::tool {

/// One JSON document that is a list, printed as its elements come, so that nobody keeps them all:
/// `{"NAME":[…], further keys}`.
class JsonList {
public:
    JsonList(Environment& environment, std::string name)
        : m_environment{environment}, m_name{std::move(name)} {}

    void add(const nlohmann::ordered_json& element);
    /// The elements are all there; `further` is an object, which may be empty.
    void end(const nlohmann::ordered_json& further);
    /// It ended early. A document that has begun says so in its last key, "error"; else the failure
    /// is the document. Returns its exit status.
    ExitCode end_early(const Failure& failure);

private:
    void begin();

    Environment& m_environment;
    std::string m_name;
    bool m_has_begun = false;
};

} // namespace mfa::tool
