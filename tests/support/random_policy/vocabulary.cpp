#include "tests/support/random_policy/vocabulary.hpp"

#include <nlohmann/json.hpp>

namespace mfa::test::random {

namespace {

std::vector<Operator> all_operators() {
    struct Base {
        const char* name;
        Kind kind;
    };
    std::vector<Base> bases{
        {"StringEquals", Kind::text},
        {"StringNotEquals", Kind::text},
        {"StringEqualsIgnoreCase", Kind::text},
        {"StringNotEqualsIgnoreCase", Kind::text},
        {"StringLike", Kind::text},
        {"StringNotLike", Kind::text},
        {"NumericEquals", Kind::number},
        {"NumericNotEquals", Kind::number},
        {"NumericLessThan", Kind::number},
        {"NumericLessThanEquals", Kind::number},
        {"NumericGreaterThan", Kind::number},
        {"NumericGreaterThanEquals", Kind::number},
        {"DateEquals", Kind::date},
        {"DateNotEquals", Kind::date},
        {"DateLessThan", Kind::date},
        {"DateLessThanEquals", Kind::date},
        {"DateGreaterThan", Kind::date},
        {"DateGreaterThanEquals", Kind::date},
        {"Bool", Kind::boolean},
        {"BinaryEquals", Kind::binary},
        {"IpAddress", Kind::address},
        {"NotIpAddress", Kind::address},
        {"ArnEquals", Kind::arn},
        {"ArnNotEquals", Kind::arn},
        {"ArnLike", Kind::arn},
        {"ArnNotLike", Kind::arn},
    };
    std::vector<Operator> all;
    for (const std::string qualifier : {"", "ForAllValues:", "ForAnyValue:"}) {
        for (const Base& base : bases) {
            all.push_back({qualifier + base.name, base.kind});
            all.push_back({qualifier + base.name + "IfExists", base.kind});
        }
        all.push_back({qualifier + "Null", Kind::null});
    }
    return all;
}

} // namespace

const std::vector<Operator>& operators() {
    static const std::vector<Operator> all = all_operators();
    return all;
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all{
        {"aws:username", Kind::text},
        {"x:text", Kind::text},
        {"host:Groups", Kind::text},
        {"aws:PrincipalTag/team", Kind::text},
        {"aws:MultiFactorAuthAge", Kind::number},
        {"x:number", Kind::number},
        {"aws:CurrentTime", Kind::date},
        {"x:date", Kind::date},
        {"aws:MultiFactorAuthPresent", Kind::boolean},
        {"x:flag", Kind::boolean},
        {"x:bytes", Kind::binary},
        {"aws:SourceIp", Kind::address},
        {"x:addresses", Kind::address},
        {"aws:PrincipalArn", Kind::arn},
        {"x:arn", Kind::arn},
    };
    return all;
}

std::string name(Dice& dice) {
    return dice.one_of({"alice",
                        "alice",
                        "bob",
                        "al",
                        "Alice",
                        "ALICE",
                        "*",
                        "?",
                        "a*",
                        "al?ce",
                        "alice/x",
                        "alice:x",
                        "\xc3\xa9lodie",
                        "\xc3\x89lodie",
                        "e\xcc\x81lodie",
                        "\xf0\x9f\x94\x91",
                        "${aws:username}",
                        "${*}",
                        "a$b",
                        "$",
                        "a"});
}

std::string account(Dice& dice) {
    return dice.one_of({"123456789012", "123456789012", "444455556666"});
}

std::string arn(Dice& dice, std::string_view user) {
    const std::string who = dice.in_percent(50) ? std::string{user} : name(dice);
    switch (dice.below(6)) {
    case 0:
        return "arn:aws:s3:::bucket/" + who + dice.one_of({"", "/x", "/x/y", ":x"});
    case 1:
        return joined({"arn:aws:host:web1:", account(dice),
                       dice.one_of({":service/", ":command/usr/"}), who});
    case 2:
        return joined({"arn:aws:iam::", account(dice), ":mfa/", who, dice.one_of({"", "/phone"})});
    default:
        return "arn:aws:iam::" + account(dice) + ":user/" + who;
    }
}

std::string in_some_case(Dice& dice, std::string text) {
    if (dice.in_percent(75)) {
        return text;
    }
    const bool is_upper = dice.in_percent(50);
    for (char& c : text) {
        if (is_upper && c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        } else if (!is_upper && c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

std::string joined(std::initializer_list<std::string> parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += part;
    }
    return text;
}

std::string in_quotes(std::string_view text) {
    return nlohmann::json(text).dump();
}

std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return "[" + text + "]";
}

} // namespace mfa::test::random
