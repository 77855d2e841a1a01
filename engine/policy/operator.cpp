#include "engine/policy/operator.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace mfa::policy {

namespace {

struct Entry {
    std::string_view name;
    OperatorFamily family;
    Comparison comparison;
    bool is_negated;
};

using enum OperatorFamily;
using enum Comparison;

constexpr std::array entries{
    Entry{"StringEquals", string, equal, false},
    Entry{"StringNotEquals", string, equal, true},
    Entry{"StringEqualsIgnoreCase", string_ignore_case, equal, false},
    Entry{"StringNotEqualsIgnoreCase", string_ignore_case, equal, true},
    Entry{"StringLike", string_like, equal, false},
    Entry{"StringNotLike", string_like, equal, true},
    Entry{"NumericEquals", numeric, equal, false},
    Entry{"NumericNotEquals", numeric, equal, true},
    Entry{"NumericLessThan", numeric, less, false},
    Entry{"NumericLessThanEquals", numeric, less_or_equal, false},
    Entry{"NumericGreaterThan", numeric, greater, false},
    Entry{"NumericGreaterThanEquals", numeric, greater_or_equal, false},
    Entry{"DateEquals", date, equal, false},
    Entry{"DateNotEquals", date, equal, true},
    Entry{"DateLessThan", date, less, false},
    Entry{"DateLessThanEquals", date, less_or_equal, false},
    Entry{"DateGreaterThan", date, greater, false},
    Entry{"DateGreaterThanEquals", date, greater_or_equal, false},
    Entry{"Bool", boolean, equal, false},
    Entry{"BinaryEquals", binary, equal, false},
    Entry{"IpAddress", address, equal, false},
    Entry{"NotIpAddress", address, equal, true},
    // As AWS says, ArnEquals and ArnLike behave identically.
    Entry{"ArnEquals", arn, equal, false},
    Entry{"ArnLike", arn, equal, false},
    Entry{"ArnNotEquals", arn, equal, true},
    Entry{"ArnNotLike", arn, equal, true},
    Entry{"Null", null, equal, false},
};

constexpr std::string_view if_exists_suffix = "IfExists";
constexpr std::string_view for_all_values_prefix = "ForAllValues:";
constexpr std::string_view for_any_value_prefix = "ForAnyValue:";

bool remove_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

std::optional<Operator> parse_operator(std::string_view name) {
    Operator result;
    if (remove_prefix(name, for_all_values_prefix)) {
        result.qualifier = SetQualifier::for_all_values;
    } else if (remove_prefix(name, for_any_value_prefix)) {
        result.qualifier = SetQualifier::for_any_value;
    }
    if (name.ends_with(if_exists_suffix)) {
        name.remove_suffix(if_exists_suffix.size());
        result.if_exists = true;
    }
    const auto* entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& candidate) {
        return candidate.name == name;
    });
    if (entry == entries.end() || (entry->family == null && result.if_exists)) {
        return std::nullopt;
    }
    result.family = entry->family;
    result.comparison = entry->comparison;
    result.is_negated = entry->is_negated;
    return result;
}

std::span<const std::string_view> operator_names() {
    static const std::vector<std::string> texts = [] {
        std::vector<std::string> all;
        for (const std::string_view prefix :
             {std::string_view{}, for_all_values_prefix, for_any_value_prefix}) {
            for (const Entry& entry : entries) {
                const std::string name = std::string{prefix} + std::string{entry.name};
                all.push_back(name);
                if (entry.family != null) {
                    all.push_back(name + std::string{if_exists_suffix});
                }
            }
        }
        return all;
    }();
    static const std::vector<std::string_view> names{texts.begin(), texts.end()};
    return names;
}

} // namespace mfa::policy
