// The policy language once more, as plainly as it can be said: from its description, without a line
// of engine/policy, without a thought of speed, and for documents that are known to be valid. What
// it decides is what the engine must decide. Where the description leaves a question open, a
// comment says so and whose answer this is.
#pragma once

#include "tests/support/plain_policy/tree.hpp"
#include "tests/support/plain_policy/variables.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mfa::test::plain {

struct Request {
    std::optional<std::string> user;
    std::optional<std::uint32_t> uid;
    std::optional<std::vector<std::string>> groups;
    std::optional<std::string> arn;
    std::string action;
    std::string resource;
    std::map<std::string, std::vector<std::string>> context; ///< keys in any case, none twice
};

struct Decision {
    std::string kind;                    ///< `Allow`, `ExplicitDeny` or `ImplicitDeny`
    std::vector<std::size_t> statements; ///< that decided: their places in all the documents
};

/// Told of each condition that is looked at: the operator as written, and whether it holds.
using Observer = std::function<void(const std::string& op, bool holds)>;

class Policy {
public:
    /// Documents as JSON text.
    explicit Policy(const std::vector<std::string>& documents);

    [[nodiscard]] Decision decide(const Request& request, const Observer& observer = {}) const;

private:
    struct Statement {
        Version version;
        Tree tree;
    };
    std::vector<Statement> m_statements;
};

} // namespace mfa::test::plain
