// A policy as it is evaluated: everything that could be settled beforehand is settled.
#pragma once

#include "engine/policy/address.hpp"
#include "engine/policy/date.hpp"
#include "engine/policy/decimal.hpp"
#include "engine/policy/operator.hpp"
#include "engine/policy/source.hpp"
#include "engine/policy/template.hpp"
#include "engine/policy/wildcard.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mfa::policy {

enum class Effect { allow, deny };

/// `Allow` or `Deny`.
std::string_view effect_name(Effect effect);

/// Whether a list says what is meant, or (NotAction, NotResource, NotPrincipal) what is not.
enum class Sense { included, excluded };

struct ActionScope {
    Sense sense = Sense::included;
    std::vector<Pattern> patterns;
};

struct ResourceScope {
    Sense sense = Sense::included;
    std::vector<Template> templates;
};

/// Whom a statement is about. Without the element it is about everybody.
struct PrincipalScope {
    Sense sense = Sense::included;
    bool has_everybody = false;
    std::vector<std::string> users;    ///< login names
    std::vector<std::string> groups;   ///< by name
    std::vector<std::string> arns;     ///< whole ARNs
    std::vector<std::string> accounts; ///< 12 digits
};

/// An ARN pattern: six templates, compared one by one; or one variable that holds a whole ARN.
inline constexpr std::size_t arn_components = 6;
struct ArnTemplate {
    std::variant<std::array<Template, arn_components>, Variable> parts;
};

/// The values of a condition; which one is fixed by the operator's family.
using ConditionValues =
    std::variant<std::vector<Template>,    // string, string_ignore_case, string_like
                 std::vector<Decimal>,     // numeric
                 std::vector<Instant>,     // date
                 bool,                     // boolean, null
                 std::vector<std::string>, // binary: the bytes
                 std::vector<Network>,     // address
                 std::vector<ArnTemplate>  // arn
                 >;

/// One operator, one key. All conditions of a statement must hold.
struct Condition {
    Operator op;
    std::string key; ///< as written
    ConditionValues values;
    Position position; ///< of the key
};

struct Statement {
    Effect effect = Effect::deny;
    std::string sid; ///< may be empty
    std::string file;
    int line = 0;
    ActionScope actions;
    ResourceScope resources;
    std::optional<PrincipalScope> principals;
    std::vector<Condition> conditions;
};

class StatementIndex;

/// All statements of all documents. Made by load() alone; never changes. For one thread at a time:
/// decisions leave behind what makes the next ones faster.
class PolicySet {
public:
    explicit PolicySet(std::vector<Statement> statements) : m_statements{std::move(statements)} {}

    [[nodiscard]] const std::vector<Statement>& statements() const { return m_statements; }
    /// Made when it is first asked for.
    [[nodiscard]] StatementIndex& index() const;

private:
    std::vector<Statement> m_statements;
    mutable std::shared_ptr<StatementIndex> m_index; ///< a copy's statements are the same
};

} // namespace mfa::policy
