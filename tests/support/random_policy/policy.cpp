#include "tests/support/random_policy/policy.hpp"

#include "tests/support/random_policy/patterns.hpp"

#include <algorithm>
#include <set>

namespace mfa::test::random {

namespace {

using plain::Version;

/// One text, or a list of some.
template <typename Make>
std::string one_or_some(Dice& dice, Make make) {
    if (dice.in_percent(50)) {
        return make();
    }
    std::vector<std::string> parts(dice.between(1, 3));
    std::generate(parts.begin(), parts.end(), make);
    return listed(parts);
}

std::string sometimes_not(Dice& dice, const std::string& element) {
    return in_quotes((dice.in_percent(25) ? "Not" : "") + element) + ": ";
}

std::string aws_principal(Dice& dice) {
    switch (dice.below(4)) {
    case 0:
        return in_quotes(account(dice));
    case 1:
        return in_quotes("arn:aws:iam::" + account(dice) + ":root");
    default:
        return in_quotes(
            joined({"arn:aws:iam::", account(dice), ":user/",
                    dice.one_of({"alice", "bob", "al", "Alice", "\xc3\xa9lodie", "alice/x"})}));
    }
}

std::string principal_element(Dice& dice, const Features& features) {
    if (dice.in_percent(20)) {
        return R"("Principal": )" + dice.one_of({R"("*")", R"({"AWS": "*"})"});
    }
    std::vector<std::string> members;
    if (!features.principals_by_name || dice.in_percent(60)) {
        members.push_back(R"("AWS": )" + one_or_some(dice, [&] { return aws_principal(dice); }));
    }
    if (features.principals_by_name && (members.empty() || dice.in_percent(40))) {
        const auto plain_name = [&] { return in_quotes(dice.one_of({"alice", "bob", "al", "a"})); };
        members.push_back(joined(
            {in_quotes(dice.one_of({"User", "Group"})), ": ", one_or_some(dice, plain_name)}));
    }
    const std::string list = listed(members);
    return sometimes_not(dice, "Principal") + "{" + list.substr(1, list.size() - 2) + "}";
}

std::string key_for(Dice& dice, Kind kind) {
    const Key* key = &dice.one_of(keys());
    const bool is_any = kind == Kind::null || dice.in_percent(10);
    while (!is_any && key->kind != kind) {
        key = &dice.one_of(keys());
    }
    return in_some_case(dice, key->name);
}

std::string values_for(Dice& dice, const Operator& op, Version version) {
    const bool can_be_bare = op.kind == Kind::number || op.kind == Kind::date ||
                             op.kind == Kind::boolean || op.kind == Kind::null;
    const bool is_bare = can_be_bare && dice.in_percent(40);
    const auto make = [&] { return policy_value(dice, op, version, is_bare); };
    if (op.kind == Kind::boolean || op.kind == Kind::null) {
        return dice.in_percent(80) ? make() : listed({make()});
    }
    return one_or_some(dice, make);
}

std::string condition_element(Dice& dice, Version version) {
    std::set<std::string> names;
    std::string text;
    for (std::size_t left = dice.in_percent(70) ? 1 : dice.between(2, 3); left > 0; --left) {
        const Operator& op = dice.one_of(operators());
        if (!names.insert(op.name).second) {
            continue;
        }
        const std::string first = key_for(dice, op.kind);
        const std::string second = key_for(dice, op.kind);
        text += (text.empty() ? "" : ", ") + in_quotes(op.name) + ": {" + in_quotes(first) + ": " +
                values_for(dice, op, version);
        if (dice.in_percent(15) && plain::to_lower(first) != plain::to_lower(second)) {
            text += ", " + in_quotes(second) + ": " + values_for(dice, op, version);
        }
        text += "}";
    }
    return R"("Condition": {)" + text + "}";
}

} // namespace

std::string statement(Dice& dice, Version version, const Features& features) {
    const auto action = [&] { return in_quotes(action_pattern(dice)); };
    const auto resource = [&] { return in_quotes(resource_pattern(dice)); };
    std::string text = joined({R"({"Effect": )", in_quotes(dice.in_percent(62) ? "Allow" : "Deny"),
                               ", ", sometimes_not(dice, "Action"), one_or_some(dice, action), ", ",
                               sometimes_not(dice, "Resource"), one_or_some(dice, resource)});
    if (dice.in_percent(25)) {
        text += ", " + principal_element(dice, features);
    }
    if (dice.in_percent(60)) {
        text += ", " + condition_element(dice, version);
    }
    return text + "}";
}

std::string document(const std::vector<std::string>& statements, Version version) {
    std::string text = version == Version::v2012 ? R"({"Version": "2012-10-17", "Statement": [)"
                                                 : R"({"Version": "2008-10-17", "Statement": [)";
    const char* before = "\n";
    for (const std::string& one : statements) {
        text += before + one;
        before = ",\n";
    }
    return text + "]}";
}

std::vector<std::string> policy(Dice& dice, const Features& features) {
    std::vector<std::string> documents(dice.in_percent(75) ? 1 : 2);
    for (std::string& text : documents) {
        const Version version = dice.in_percent(85) ? Version::v2012 : Version::v2008;
        std::vector<std::string> statements(dice.between(1, 5));
        for (std::string& one : statements) {
            one = statement(dice, version, features);
        }
        text = document(statements, version);
    }
    return documents;
}

} // namespace mfa::test::random
