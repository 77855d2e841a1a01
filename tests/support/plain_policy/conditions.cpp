#include "tests/support/plain_policy/conditions.hpp"

#include "tests/support/plain_policy/values.hpp"

#include <algorithm>
#include <stdexcept>

namespace mfa::test::plain {

namespace {

bool take_prefix(std::string& text, std::string_view prefix) {
    const bool has_it = text.starts_with(prefix);
    text.erase(0, has_it ? prefix.size() : 0);
    return has_it;
}

bool take_suffix(std::string& text, std::string_view suffix) {
    const bool has_it = text.ends_with(suffix);
    text.erase(text.size() - (has_it ? suffix.size() : 0));
    return has_it;
}

/// `StringNotLike` becomes `StringLike`.
bool take_not(std::string& text) {
    const std::size_t at = text.find("Not");
    if (at != std::string::npos) {
        text.erase(at, 3);
    }
    return at != std::string::npos;
}

bool is_as(const std::string& comparison, int order) {
    if (comparison == "Equals") {
        return order == 0;
    }
    if (comparison == "LessThan") {
        return order < 0;
    }
    if (comparison == "LessThanEquals") {
        return order <= 0;
    }
    if (comparison == "GreaterThan") {
        return order > 0;
    }
    if (comparison == "GreaterThanEquals") {
        return order >= 0;
    }
    throw std::runtime_error{"no comparison: " + comparison};
}

/// One value of the policy against one of the request, for operators without `Not`.
class Pair {
public:
    Pair(const std::string& wanted, const std::string& given, Version version,
         const Context& context)
        : m_wanted{wanted}, m_given{given}, m_version{version}, m_context{context} {}

    [[nodiscard]] bool fits(std::string op) const {
        if (op == "Bool") {
            return to_lower(m_given) == to_lower(m_wanted);
        }
        if (op == "BinaryEquals") {
            return read_base64(m_wanted) == m_given;
        }
        if (op == "IpAddress") {
            const auto network = read_network(m_wanted);
            const auto address = read_address(m_given);
            return network && address && contains(*network, *address);
        }
        if (op == "ArnEquals" || op == "ArnLike") {
            return fits_as_arn();
        }
        if (take_prefix(op, "String")) {
            return fits_as_string(op);
        }
        if (take_prefix(op, "Numeric")) {
            const auto wanted = read_number(m_wanted);
            const auto given = read_number(m_given);
            return wanted && given && is_as(op, compare(*given, *wanted));
        }
        if (take_prefix(op, "Date")) {
            const auto wanted = read_moment(m_wanted);
            const auto given = read_moment(m_given);
            return wanted && given && is_as(op, compare(*given, *wanted));
        }
        throw std::runtime_error{"no operator: " + op};
    }

private:
    [[nodiscard]] bool fits_as_string(const std::string& comparison) const {
        const bool is_like = comparison == "Like";
        const auto pattern =
            fill_in(m_wanted, m_version, is_like ? with_wildcards : literal, m_context);
        if (!pattern) {
            return false;
        }
        if (is_like) {
            return matches(*pattern, literal(m_given));
        }
        // The page does not say whose letters `IgnoreCase` means; the engine knows A-Z.
        return comparison == "Equals" ? *pattern == literal(m_given)
                                      : to_lower(*pattern) == to_lower(literal(m_given));
    }

    [[nodiscard]] bool fits_as_arn() const {
        const auto given = parts_of_arn(m_given, Version::v2008);
        if (given.size() != 6) {
            return false;
        }
        if (is_one_variable(m_wanted, m_version)) {
            return value_of_variable(m_wanted, m_context) == m_given;
        }
        const auto wanted = parts_of_arn(m_wanted, m_version);
        for (std::size_t i = 0; i < 6; ++i) {
            const auto pattern = fill_in(wanted.at(i), m_version, with_wildcards, m_context);
            if (!pattern || !matches(*pattern, literal(given[i]))) {
                return false;
            }
        }
        return true;
    }

    const std::string& m_wanted;
    const std::string& m_given;
    Version m_version;
    const Context& m_context;
};

} // namespace

bool condition_holds(const std::string& op, const std::string& key, const Tree& values,
                     Version version, const Context& context) {
    std::string name = op;
    const bool is_for_all = take_prefix(name, "ForAllValues:");
    const bool is_for_any = take_prefix(name, "ForAnyValue:");
    const bool if_exists = take_suffix(name, "IfExists");
    const auto found = context.find(to_lower(key));
    const std::vector<std::string> given =
        found == context.end() ? std::vector<std::string>{} : found->second;

    if (name == "Null") {
        // A key without a value is missing: the page says so only of the set qualifiers, but the
        // request's context says it of every key.
        const bool wants_absence = to_lower(values.values().front()->text) == "true";
        return is_for_all || (!is_for_any && wants_absence == given.empty());
    }
    const bool is_negated = take_not(name);
    const auto holds_for = [&](const std::string& value) {
        const auto wanted = values.values();
        const bool any_fits = std::any_of(wanted.begin(), wanted.end(), [&](const Tree* one) {
            return Pair{one->text, value, version, context}.fits(name);
        });
        return any_fits != is_negated;
    };
    // "Empty", says the page; that one empty string is an empty set, too, says the engine.
    const bool is_empty_set = given.empty() || given == std::vector<std::string>{""};
    if (is_for_all) {
        return is_empty_set || std::all_of(given.begin(), given.end(), holds_for);
    }
    if (is_for_any) {
        return !is_empty_set && std::any_of(given.begin(), given.end(), holds_for);
    }
    if (given.empty()) {
        return is_negated || if_exists;
    }
    return given.size() == 1 && holds_for(given.front());
}

} // namespace mfa::test::plain
